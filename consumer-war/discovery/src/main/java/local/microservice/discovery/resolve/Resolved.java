package local.microservice.discovery.resolve;

import java.util.List;
import local.microservice.discovery.http.Endpoint;

/**
 * What is known of where a service's instances are.
 *
 * @param endpoints every instance; of a name whose lookup fails, those of the last good answer
 * @param tookMillis how long the slowest lookup took, in milliseconds
 * @param error what is wrong, or null
 */
public record Resolved(List<Endpoint> endpoints, long tookMillis, String error) {}
