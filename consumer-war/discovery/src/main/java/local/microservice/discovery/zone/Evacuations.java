package local.microservice.discovery.zone;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The zones that an operator has evacuated on this process, until its end. They count within a
 * tenth of a second. Thread-safe.
 */
public final class Evacuations {

  private final Set<String> byHand = ConcurrentHashMap.newKeySet();

  /** No zone is evacuated at first. */
  public Evacuations() {}

  /**
   * Evacuates a zone.
   *
   * @param zone its name
   */
  public void begin(String zone) {
    byHand.add(zone);
  }

  /**
   * Ends the evacuation of a zone.
   *
   * @param zone its name
   */
  public void end(String zone) {
    byHand.remove(zone);
  }

  /**
   * Adds the zones that the configuration evacuates.
   *
   * @param configured their names
   * @return all evacuated zones
   */
  public Set<String> and(Set<String> configured) {
    if (byHand.isEmpty()) {
      return configured;
    }
    Set<String> all = new HashSet<>(configured);
    all.addAll(byHand);
    return Set.copyOf(all);
  }
}
