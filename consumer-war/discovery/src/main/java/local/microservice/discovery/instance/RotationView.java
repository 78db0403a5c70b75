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
 * @param all every resolved instance
 * @param inRotation the instances in rotation
 * @param usable the instances that calls go to: those in rotation that do not rest; if all of them
 *     rest, those in rotation; if none is in rotation, all
 * @param ejected those that wait for their trial, the one that waits the longest first
 * @param leaving the instances that are no longer resolved but still have calls
 */
public record RotationView(
    List<Instance> all,
    List<Instance> inRotation,
    List<Instance> usable,
    List<Instance> ejected,
    List<Instance> leaving) {

  /** A view without instances. */
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
        byEnd(having(all, each -> each.standing() instanceof Ejected)),
        having(instances, each -> each.standing() instanceof Leaving));
  }

  /** Few calls are few trials: the first in a fixed order would have them all. */
  private static List<Instance> byEnd(List<Instance> ejected) {
    return ejected.stream()
        .sorted((one, other) -> inForce(one).compareEnd(inForce(other)))
        .toList();
  }

  private static Ejection inForce(Instance ejected) {
    return ejected.standing().ejection().orElseThrow();
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

  /** {@return whether every instance is ejected, so that all are used; false if none is known} */
  public boolean panic() {
    return inRotation.isEmpty() && !all.isEmpty();
  }

  /**
   * {@return whether one more instance may be ejected for being worse than its peers: at most half
   * of them may; false for a single instance}
   */
  boolean mayEjectOutlier() {
    return 2 * (all.size() - inRotation.size() + 1) <= all.size();
  }

  /** {@return every instance, with the leaving ones at the end} */
  public List<Instance> known() {
    List<Instance> known = new ArrayList<>(all);
    known.addAll(leaving);
    return known;
  }

  /**
   * Lists where a call may go: the usable instances that the call has not tried; if there are none,
   * the resting ones; then the ejected ones. A service with a single address may be tried again, as
   * there may be a load balancer behind the address.
   *
   * @param tried the instances that the call has tried
   * @return the candidates; empty when the call has tried all
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
