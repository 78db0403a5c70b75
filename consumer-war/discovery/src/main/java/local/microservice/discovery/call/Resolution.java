package local.microservice.discovery.call;

import java.time.Instant;

/**
 * The result of a resolution.
 *
 * @param at when the resolution ended
 * @param tookMillis how long its slowest lookup took, in milliseconds
 * @param error why the resolution failed, or null
 */
public record Resolution(Instant at, long tookMillis, String error) {}
