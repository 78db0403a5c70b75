package local.microservice.discovery.resolve;

import java.util.List;
import local.microservice.discovery.http.Endpoint;

/**
 * The known addresses of a service.
 *
 * @param endpoints every instance; for a name whose lookup fails, those of its last good answer
 * @param tookMillis how long the slowest lookup took, in milliseconds
 * @param error what is wrong, or null
 */
public record Resolved(List<Endpoint> endpoints, long tookMillis, String error) {}
