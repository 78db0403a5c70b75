package local.microservice.discovery.zone;

/** Hears where calls go. The caller holds a lock, so implementations must be quick. */
public interface ZoneListener {

  /**
   * Calls leave the consumer's zone from now on.
   *
   * @param service the service's name
   * @param zone the consumer's own zone
   * @param why the reason
   */
  default void spillBegan(String service, String zone, Spread why) {}

  /**
   * Calls stay in the consumer's zone again, or the zone does not count any more.
   *
   * @param service the service's name
   * @param zone the zone that the calls had left
   */
  default void spillEnded(String service, String zone) {}

  /**
   * An operator has evacuated a zone.
   *
   * @param service the service's name
   * @param zone the zone
   */
  default void evacuated(String service, String zone) {}

  /**
   * The evacuation of a zone is over.
   *
   * @param service the service's name
   * @param zone the zone
   */
  default void evacuationEnded(String service, String zone) {}
}
