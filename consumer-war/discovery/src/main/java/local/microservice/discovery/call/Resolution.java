package local.microservice.discovery.call;

import java.time.Instant;
import java.util.Map;
import local.microservice.discovery.http.Endpoint;
import local.microservice.discovery.resolve.EndpointState;
import local.microservice.discovery.resolve.SourceInForce;

/**
 * The result of a resolution.
 *
 * @param at when the resolution ended
 * @param tookMillis how long its slowest lookup took, in milliseconds
 * @param error why the resolution failed, or null
 * @param source where the addresses come from
 * @param ownZone the zone of this process; null when unknown
 * @param others the endpoints that are known but are no instances, most of them not ready yet
 */
public record Resolution(
    Instant at,
    long tookMillis,
    String error,
    SourceInForce source,
    String ownZone,
    Map<Endpoint, EndpointState> others) {}
