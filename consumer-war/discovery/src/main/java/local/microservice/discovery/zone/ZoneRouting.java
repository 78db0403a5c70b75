package local.microservice.discovery.zone;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import local.microservice.discovery.instance.Instance;
import local.microservice.discovery.instance.RotationView;
import local.microservice.discovery.time.Clock;
import local.microservice.discovery.zone.ZonePool.Evacuation;

/**
 * Keeps calls in the consumer's own zone while its instances are loaded like the others, and lets
 * them spill over to single instances outside when they are not, after Linkerd's HAZL. Thread-safe;
 * a call reads the pool without a lock, and only a change or a {@link #tick} makes a new one.
 *
 * <p><b>Load.</b> {@link LoadBand} says how many outside instances the zone's load asks for. A
 * consumer knows no other consumer's calls: what they do to an instance shows as its latency.
 *
 * <p><b>Few instances.</b> Load alone shows late where a zone has almost none. If the callers are
 * spread evenly over the zones, an instance of a zone that keeps its calls gets {@code n / (z * l)}
 * times the mean, for {@code l} usable instances of {@code n} in the zone, and {@code z} zones. Up
 * to 2.0 that is the price of the short way (three providers in two zones: 1.5). Beyond, the pool
 * has {@code n / z} instances, as many as a zone has on average. So the callers of a zone bring no
 * instance more than twice the mean, and none more than the mean where they have to spill over. The
 * outside instances are other ones for each consumer ({@link OwnOrder}).
 *
 * <p><b>None well.</b> Without a usable instance in the zone, all others are the pool at once. When
 * one comes back, calls return to it as from a spill: one outside instance fewer every two seconds.
 * When every instance is ejected, zones do not count.
 *
 * @see <a
 *     href="https://www.envoyproxy.io/docs/envoy/latest/intro/arch_overview/upstream/load_balancing/zone_aware">Envoy,
 *     zone aware routing: the share of a zone that has few instances</a>
 */
public final class ZoneRouting {

  /** A zone's callers may bring an instance this many times the mean number of calls. */
  private static final double MOST_OF_MEAN = 2.0;

  private final String service;
  private final ZoneSettings settings;
  private final Supplier<RotationView> rotation;
  private final OwnOrder order;
  private final LoadBand band;
  private final Clock clock;
  private final ZoneListener listener;

  private volatile ZonePool pool = ZonePool.EMPTY;
  private String zone;
  private Set<String> evacuated = Set.of();
  private String spilledFrom;

  /**
   * Makes a routing for a consumer whose own zone is not known yet.
   *
   * @param service the service's name
   * @param settings how zones count
   * @param rotation gives the service's instances
   * @param random gives a number that differs from consumer to consumer
   * @param clock the time
   * @param listener hears where calls go
   */
  public ZoneRouting(
      String service,
      ZoneSettings settings,
      Supplier<RotationView> rotation,
      LongSupplier random,
      Clock clock,
      ZoneListener listener) {
    this.service = service;
    this.settings = settings;
    this.rotation = rotation;
    this.clock = clock;
    this.listener = listener;
    order = new OwnOrder(random);
    band = new LoadBand(settings.target(), clock.nanos());
  }

  /** {@return where calls go now} */
  public ZonePool pool() {
    ZonePool now = pool;
    return now.view() == rotation.get() ? now : renew();
  }

  /**
   * Sets the consumer's own zone.
   *
   * @param known its name; null if it is unknown
   */
  public synchronized void zone(String known) {
    if (!Objects.equals(zone, known)) {
      zone = known;
      renew();
    }
  }

  /**
   * Sets the zones that get no calls while an instance elsewhere is well.
   *
   * @param zones their names
   */
  public synchronized void evacuate(Set<String> zones) {
    if (zones.equals(evacuated)) {
      return;
    }
    Set<String> before = evacuated;
    evacuated = Set.copyOf(zones);
    renew();
    new TreeSet<>(zones)
        .stream()
            .filter(each -> !before.contains(each))
            .forEach(each -> listener.evacuated(service, each));
    new TreeSet<>(before)
        .stream()
            .filter(each -> !zones.contains(each))
            .forEach(each -> listener.evacuationEnded(service, each));
  }

  /** Measures the load, and adds or removes outside instances. Must be called every 100 ms. */
  public synchronized void tick() {
    ZonePool now = pool();
    if (!now.zoned()) {
      return;
    }
    int calls = now.instances().stream().mapToInt(Instance::inFlight).sum();
    band.measure(calls);
    if (!now.local().isEmpty()) {
      band.step(now.local().size(), now.outside(), clock.nanos());
    }
    renew();
  }

  private synchronized ZonePool renew() {
    pool = make(rotation.get());
    tell();
    return pool;
  }

  private ZonePool make(RotationView view) {
    Members members = pool.view() == view ? pool.members() : Members.of(view.all());
    Evacuation evacuation = evacuation(view);
    List<Instance> usable =
        evacuation.there().isEmpty()
            ? view.usable()
            : view.usable().stream().filter(each -> !evacuation.spares(each)).toList();
    Set<String> zones = members.zones();
    if (!settings.prefer() || zone == null || zones.size() < 2) {
      return new ZonePool(view, Spread.UNZONED, zone, usable, Set.of(), evacuation, members);
    }
    if (view.panic()) {
      return new ZonePool(view, Spread.PANIC, zone, usable, Set.of(), evacuation, members);
    }
    List<Instance> instances = new ArrayList<>();
    usable.stream().filter(each -> members.serves(each, zone)).forEach(instances::add);
    Set<Instance> local = Set.copyOf(instances);
    List<Instance> outside =
        order.sort(usable.stream().filter(each -> !local.contains(each)).toList());
    if (local.isEmpty()) {
      band.addAll(outside.size());
      Spread why = evacuated.contains(zone) ? Spread.EVACUATED : Spread.NONE_WELL;
      return new ZonePool(view, why, zone, usable, local, evacuation, members);
    }
    zones.add(zone);
    int needed = needed(local.size(), usable.size(), zones.size());
    int added = Math.min(Math.max(needed, band.added()), outside.size());
    instances.addAll(outside.subList(0, added));
    Spread spread =
        added == 0
            ? Spread.IN_ZONE
            : added <= needed
                ? Spread.FEW
                : band.isLow(instances.size()) ? Spread.RETURNING : Spread.LOAD;
    return new ZonePool(view, spread, zone, List.copyOf(instances), local, evacuation, members);
  }

  /** How many outside instances a zone needs for its share of all calls. */
  private static int needed(int local, int usable, int zones) {
    double ofZone = (double) usable / zones;
    return ofZone > MOST_OF_MEAN * local ? (int) Math.ceil(ofZone) - local : 0;
  }

  private Evacuation evacuation(RotationView view) {
    if (evacuated.isEmpty()) {
      return Evacuation.NONE;
    }
    Set<Instance> there = new HashSet<>();
    for (Instance each : view.all()) {
      String at = Members.zone(each);
      if (at != null && evacuated.contains(at)) {
        there.add(each);
      }
    }
    boolean overruled = view.panic() || there.containsAll(view.usable());
    return new Evacuation(evacuated, Set.copyOf(there), overruled && !there.isEmpty());
  }

  private void tell() {
    boolean spills = pool.spread().spillsOver();
    if (spills && spilledFrom == null) {
      spilledFrom = zone;
      listener.spillBegan(service, zone, pool.spread());
    } else if (!spills && spilledFrom != null && pool.spread() != Spread.PANIC) {
      String from = spilledFrom;
      spilledFrom = null;
      listener.spillEnded(service, from);
    }
  }
}
