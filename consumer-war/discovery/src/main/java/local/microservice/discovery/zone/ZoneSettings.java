package local.microservice.discovery.zone;

/**
 * How zones count.
 *
 * @param prefer whether calls stay in the consumer's own zone
 * @param target how many calls of this consumer are normally under way on an instance, above 0
 */
public record ZoneSettings(boolean prefer, double target) {}
