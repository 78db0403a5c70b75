package local.microservice.discovery.zone;

import static java.util.concurrent.TimeUnit.SECONDS;

/**
 * How many outside instances a zone needs for its load. Not thread-safe.
 *
 * <p>An instance's load is how many calls of this consumer are under way on it, smoothed over two
 * seconds: by Little's law the product of their rate and their latency, so a slow zone is as loaded
 * as a busy one. It is compared with a target, over all instances in use: above 2.0 of the target,
 * as many outside instances are added as bring it down to 2.0; below 0.8, one is removed every two
 * seconds. After such a step the load is at most 1.6, so no step leads back.
 *
 * @see <a href="https://docs.buoyant.io/buoyant-enterprise-linkerd/latest/reference/hazl/">HAZL
 *     reference: load, and the load band 0.8 to 2.0</a>
 */
final class LoadBand {

  private static final double ADD_ABOVE = 2.0;
  private static final double REMOVE_BELOW = 0.8;

  /** With ten measurements a second, the load follows within two seconds. */
  private static final double SMOOTHING = 0.05;

  private static final long REMOVE_EVERY_NANOS = SECONDS.toNanos(2);

  private final double target;
  private double underWay;
  private int added;
  private long steppedNanos;

  LoadBand(double target, long nowNanos) {
    this.target = target;
    steppedNanos = nowNanos;
  }

  /** Takes over how many calls are under way. Must be called every 100 ms. */
  void measure(int calls) {
    underWay += SMOOTHING * (calls - underWay);
  }

  /**
   * Adds or removes outside instances.
   *
   * @param local how many instances of the zone are in use
   * @param outside how many others are in use
   */
  void step(int local, int outside, long nowNanos) {
    double load = load(local + outside);
    if (load > ADD_ABOVE) {
      int wanted = (int) Math.ceil(underWay / (ADD_ABOVE * target));
      added = Math.max(outside, wanted - local);
      steppedNanos = nowNanos;
    } else if (load < REMOVE_BELOW && nowNanos - steppedNanos >= REMOVE_EVERY_NANOS) {
      added = Math.max(0, Math.min(added, outside) - 1);
      steppedNanos = nowNanos;
    }
  }

  /** All are in use now. The load decides how many of them are removed again. */
  void addAll(int outside) {
    added = outside;
  }

  /** How many outside instances the load asks for; there may be fewer. */
  int added() {
    return added;
  }

  boolean isLow(int instances) {
    return load(instances) < REMOVE_BELOW;
  }

  private double load(int instances) {
    return underWay / (instances * target);
  }
}
