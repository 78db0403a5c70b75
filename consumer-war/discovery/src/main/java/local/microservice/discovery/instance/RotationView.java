package local.microservice.discovery.instance;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import local.microservice.discovery.instance.Standing.Ejected;
import local.microservice.discovery.instance.Standing.InRotation;
import local.microservice.discovery.instance.Standing.Leaving;

/**
 * The instances of a service at one moment.
 *
 * @param all every instance that is resolved
 * @param inRotation those of them that are well
 * @param usable those that calls go to: the ones in rotation that do not rest, or the ones in
 *     rotation when all rest, or all when there is none
 * @param ejected those that wait for their trial
 * @param leaving those that are not resolved any more and still have calls
 */
public record RotationView(
    List<Instance> all,
    List<Instance> inRotation,
    List<Instance> usable,
    List<Instance> ejected,
    List<Instance> leaving) {

  /** No instance is known. */
  public static final RotationView EMPTY =
      new RotationView(List.of(), List.of(), List.of(), List.of(), List.of());

  static RotationView of(Collection<Instance> instances, long nowNanos) {
    List<Instance> all = having(instances, each -> !(each.standing() instanceof Leaving));
    List<Instance> inRotation = having(all, each -> each.standing() instanceof InRotation);
    List<Instance> rested = having(inRotation, each -> !each.isResting(nowNanos));
    return new RotationView(
        all,
        inRotation,
        !rested.isEmpty() ? rested : !inRotation.isEmpty() ? inRotation : all,
        having(all, each -> each.standing() instanceof Ejected),
        having(instances, each -> each.standing() instanceof Leaving));
  }

  private static List<Instance> having(Collection<Instance> instances, Predicate<Instance> wanted) {
    List<Instance> those = new ArrayList<>();
    for (Instance instance : instances) {
      if (wanted.test(instance)) {
        those.add(instance);
      }
    }
    return List.copyOf(those);
  }

  /**
   * Tells whether every instance is ejected, so that all are used.
   *
   * @return false also when none is known
   */
  public boolean panic() {
    return inRotation.isEmpty() && !all.isEmpty();
  }

  /**
   * Tells whether one more may be ejected for being worse than its peers: half of them at most.
   *
   * @return false for a single instance
   */
  boolean mayEjectOutlier() {
    return 2 * (all.size() - inRotation.size() + 1) <= all.size();
  }

  /**
   * Lists every instance.
   *
   * @return those that leave at the end
   */
  public List<Instance> known() {
    List<Instance> known = new ArrayList<>(all);
    known.addAll(leaving);
    return known;
  }

  /**
   * Lists where a call may go: the usable instances that it has not tried; when there is none,
   * those that rest; then the ejected ones. A service of one address gets a call again, as there
   * may be a load balancer behind it.
   *
   * @param tried where the call was
   * @return empty when it was everywhere
   */
  public List<Instance> candidates(List<Instance> tried) {
    if (tried.isEmpty()) {
      return usable;
    }
    List<Instance> left = without(tried, usable);
    if (left.isEmpty()) {
      left = without(tried, inRotation);
    }
    if (!left.isEmpty()) {
      return left;
    }
    return all.size() == 1 ? usable : without(tried, all);
  }

  private static List<Instance> without(List<Instance> tried, List<Instance> instances) {
    return having(instances, each -> !tried.contains(each));
  }
}
