package local.microservice.discovery.call;

import java.time.Instant;

/**
 * How a resolution went.
 *
 * @param at when it ended
 * @param tookMillis how long its slowest lookup took, in milliseconds
 * @param error why it failed, or null
 */
public record Resolution(Instant at, long tookMillis, String error) {}
