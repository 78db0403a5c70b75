package local.microservice.consumer.discovery;

import io.smallrye.stork.api.ServiceInstance;
import java.util.List;

/**
 * What is known of where a service's instances are.
 *
 * @param instances every instance; of a name whose lookup fails, those of the last good answer
 * @param tookMillis how long the slowest lookup took
 * @param error what is wrong, or null
 */
record Resolved(List<ServiceInstance> instances, long tookMillis, String error) {}
