package local.microservice.discovery.zone;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import local.microservice.discovery.instance.Instance;
import local.microservice.discovery.instance.RotationView;

/**
 * The instances that calls go to at one moment, by their zones. Immutable.
 *
 * @param view the instances of which the pool is a part
 * @param spread where calls go, and why
 * @param zone the consumer's own zone; null if it is unknown
 * @param instances where a call goes at first: those of the zone, and then those outside that help
 * @param local the usable instances of the consumer's own zone; empty if zones do not count
 * @param evacuation the zones that an operator has evacuated
 * @param members the zones that each instance serves
 */
public record ZonePool(
    RotationView view,
    Spread spread,
    String zone,
    List<Instance> instances,
    Set<Instance> local,
    Evacuation evacuation,
    Members members) {

  /**
   * The evacuated zones.
   *
   * @param zones their names
   * @param there the instances in these zones
   * @param overruled whether calls go there all the same, as no other instance is well
   */
  public record Evacuation(Set<String> zones, Set<Instance> there, boolean overruled) {

    static final Evacuation NONE = new Evacuation(Set.of(), Set.of(), false);

    boolean spares(Instance instance) {
      return !overruled && there.contains(instance);
    }
  }

  static final ZonePool EMPTY =
      new ZonePool(
          RotationView.EMPTY,
          Spread.UNZONED,
          null,
          List.of(),
          Set.of(),
          Evacuation.NONE,
          new Members(Map.of()));

  /** {@return how many instances outside the zone take calls of it; 0 if zones do not count} */
  public int outside() {
    return spread.spillsOver() ? instances.size() - local.size() : 0;
  }

  /**
   * {@return whether zones count: the own zone and at least two zones are known, and it is not off}
   */
  public boolean zoned() {
    return spread != Spread.UNZONED;
  }

  /** {@return the zones that the instances are in or serve, in the order of the names} */
  public Set<String> zones() {
    Set<String> zones = members.zones();
    view.all().stream().map(Members::zone).filter(Objects::nonNull).forEach(zones::add);
    return zones;
  }

  /**
   * Whether an instance belongs to the consumer's own zone.
   *
   * @param instance the instance
   * @return whether it does; false if the own zone is unknown
   */
  public boolean isLocal(Instance instance) {
    return zone != null && members.serves(instance, zone);
  }

  /**
   * Whether a call may go to an instance. A trial may not go to an evacuated zone.
   *
   * @param instance the instance
   * @return false if an evacuation is in force there
   */
  public boolean admits(Instance instance) {
    return !evacuation.spares(instance);
  }

  /**
   * Lists where a call may go. A retry leaves the zone whose instance has failed, as the zone may
   * be what fails; then any instance that the call has not tried will do. It goes to an evacuated
   * zone last.
   *
   * @param tried the instances that the call has tried
   * @return the candidates; empty when the call has tried all
   */
  public List<Instance> candidates(List<Instance> tried) {
    if (tried.isEmpty()) {
      return instances;
    }
    List<Instance> left = view.candidates(tried);
    if (!evacuation.there().isEmpty()) {
      left = preferring(left, each -> !evacuation.spares(each));
    }
    if (zoned()) {
      left = preferring(left, each -> tried.stream().noneMatch(by -> members.share(each, by)));
    }
    return left;
  }

  private static List<Instance> preferring(List<Instance> left, Predicate<Instance> better) {
    List<Instance> preferred = new ArrayList<>();
    for (Instance each : left) {
      if (better.test(each)) {
        preferred.add(each);
      }
    }
    return preferred.isEmpty() ? left : preferred;
  }
}
