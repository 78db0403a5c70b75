package local.microservice.discovery.zone;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import local.microservice.discovery.fixtures.TestClock;
import local.microservice.discovery.http.Answer;
import local.microservice.discovery.http.Connections;
import local.microservice.discovery.http.Endpoint;
import local.microservice.discovery.http.Exchange;
import local.microservice.discovery.instance.Instance;
import local.microservice.discovery.instance.Rotation;
import local.microservice.discovery.instance.RotationListener;
import local.microservice.discovery.instance.RotationView;
import local.microservice.discovery.resolve.EndpointState;
import local.microservice.discovery.resolve.Resolved;
import local.microservice.discovery.resolve.SourceInForce;
import org.junit.jupiter.api.Test;

class ZoneRoutingTest {

  private final TestClock clock = TestClock.overflowingIn(5);
  private final Map<Endpoint, EndpointState> endpoints = new LinkedHashMap<>();
  private final Rotation resolving =
      new Rotation("provider", each -> new NoConnections(), null, clock, RotationListener.NONE);
  private List<Instance> all = List.of();
  private final Set<Instance> out = new HashSet<>();
  private final List<String> events = new ArrayList<>();
  private RotationView view = RotationView.EMPTY;
  private ZoneRouting routing = routing(new ZoneSettings(true, 1), 1);

  private ZoneRouting routing(ZoneSettings settings, long random) {
    ZoneListener listener =
        new ZoneListener() {
          @Override
          public void spillBegan(String service, String zone, Spread why) {
            events.add("spills from " + zone + ": " + why.text());
          }

          @Override
          public void spillEnded(String service, String zone) {
            events.add("back in " + zone);
          }

          @Override
          public void evacuated(String service, String zone) {
            events.add("evacuated " + zone);
          }

          @Override
          public void evacuationEnded(String service, String zone) {
            events.add("evacuation ended " + zone);
          }
        };
    ZoneRouting made =
        new ZoneRouting("provider", settings, () -> view, () -> random, clock, listener);
    made.zone("a");
    return made;
  }

  private void in(String zone, String... hints) {
    Endpoint endpoint = new Endpoint("http", "10.0.0." + (endpoints.size() + 1), null, 80);
    endpoints.put(endpoint, new EndpointState(true, true, false, zone, null, Set.of(hints)));
    resolving.update(
        new Resolved(
            List.copyOf(endpoints.keySet()),
            endpoints,
            0,
            null,
            SourceInForce.only(SourceInForce.ENDPOINT_SLICES),
            "a"));
    all = resolving.view().all();
    publish();
  }

  private void cluster(String... zones) {
    Stream.of(zones).forEach(this::in);
  }

  private void publish() {
    List<Instance> well = all.stream().filter(each -> !out.contains(each)).toList();
    view =
        new RotationView(
            List.copyOf(all),
            well,
            well.isEmpty() ? List.copyOf(all) : well,
            List.copyOf(out),
            List.of());
  }

  private void eject(Instance... instances) {
    out.addAll(List.of(instances));
    publish();
  }

  private void readmit(Instance... instances) {
    List.of(instances).forEach(out::remove);
    publish();
  }

  private void pass(double seconds) {
    for (int ticks = (int) Math.round(seconds * 10); ticks > 0; ticks--) {
      clock.pass(100, TimeUnit.MILLISECONDS);
      routing.tick();
    }
  }

  private static void underWay(Instance instance, int calls) {
    while (instance.inFlight() < calls) {
      instance.enter();
    }
    while (instance.inFlight() > calls) {
      instance.leave();
    }
  }

  private List<Instance> pool() {
    return routing.pool().instances();
  }

  private List<Instance> of(int... numbers) {
    return Arrays.stream(numbers).mapToObj(all::get).toList();
  }

  @Test
  void callsStayInTheZone() {
    cluster("a", "b", "c", "a", "b", "c");

    assertThat(pool()).isEqualTo(of(0, 3));
    assertThat(routing.pool().spread()).isEqualTo(Spread.IN_ZONE);
    assertThat(events).isEmpty();
  }

  @Test
  void zonesDoNotCountWhereThereIsOneZone() {
    cluster("a", "a", "a");

    assertThat(pool()).isEqualTo(all);
    assertThat(routing.pool().spread()).isEqualTo(Spread.UNZONED);
  }

  @Test
  void zonesDoNotCountWhileTheOwnZoneIsUnknown() {
    cluster("a", "b", "c");
    routing.zone(null);

    assertThat(pool()).isEqualTo(all);
    assertThat(routing.pool().spread()).isEqualTo(Spread.UNZONED);
  }

  @Test
  void zonesDoNotCountWhereNoInstanceHasOne() {
    cluster(null, null, null);

    assertThat(pool()).isEqualTo(all);
    assertThat(routing.pool().spread()).isEqualTo(Spread.UNZONED);
  }

  @Test
  void zonesDoNotCountWhenTheyAreSwitchedOff() {
    routing = routing(new ZoneSettings(false, 1), 1);
    cluster("a", "b", "c");

    assertThat(pool()).isEqualTo(all);
  }

  @Test
  void zonesDoNotCountInPanic() {
    cluster("a", "b", "c");
    eject(all.toArray(Instance[]::new));

    assertThat(pool()).isEqualTo(all);
    assertThat(routing.pool().spread()).isEqualTo(Spread.PANIC);
  }

  @Test
  void aZoneWithoutAWellInstanceIsLeftAtOnce() {
    cluster("a", "b", "c");
    assertThat(pool()).isEqualTo(of(0));
    eject(all.get(0));

    assertThat(pool()).isEqualTo(of(1, 2));
    assertThat(routing.pool().spread()).isEqualTo(Spread.NONE_WELL);
    assertThat(events).containsExactly("spills from a: none-well");
  }

  @Test
  void callsReturnToAZoneOneOutsideInstanceAfterTheOther() {
    cluster("a", "b", "c");
    eject(all.get(0));
    pass(3);
    readmit(all.get(0));

    assertThat(pool()).hasSize(3);
    pass(0.1);
    assertThat(pool()).hasSize(2).startsWith(all.get(0));
    assertThat(routing.pool().spread()).isEqualTo(Spread.RETURNING);
    pass(1.9);
    assertThat(pool()).hasSize(2);
    pass(0.1);
    assertThat(pool()).isEqualTo(of(0));
    assertThat(events).containsExactly("spills from a: none-well", "back in a");
  }

  @Test
  void aZoneAboveTwiceTheTargetGetsInstancesFromOutside() {
    cluster("a", "b", "c", "b", "c");
    pool();
    underWay(all.get(0), 5);
    pass(0.9);
    assertThat(pool()).as("1.8 under way on average").isEqualTo(of(0));
    pass(0.2);
    assertThat(pool()).hasSize(2).startsWith(all.get(0));
    assertThat(routing.pool().spread()).isEqualTo(Spread.LOAD);
    pass(10);
    assertThat(pool()).as("as many as bring 5 below 2.0 each").hasSize(3);
    assertThat(events).containsExactly("spills from a: load");
  }

  @Test
  void aZoneThatHangsIsSpiltOverWithinASecond() {
    cluster("a", "b", "c");
    pool();
    // 40 calls a second, and none ends.
    for (int tenths = 0; tenths < 10; tenths++) {
      underWay(all.get(0), 4 * tenths);
      pass(0.1);
    }
    assertThat(pool()).hasSize(3);
  }

  @Test
  void betweenTheThresholdsNothingChanges() {
    cluster("a", "b", "c", "b", "c");
    pool();
    underWay(all.get(0), 5);
    pass(20);
    int before = pool().size();
    underWay(all.get(0), 3);
    pass(30);

    assertThat(pool()).as("1.0 under way on each").hasSize(before);
  }

  @Test
  void belowTheTargetTheZoneHasItsCallsToItselfAgain() {
    cluster("a", "b", "c", "b", "c");
    pool();
    underWay(all.get(0), 5);
    pass(20);
    underWay(all.get(0), 1);
    pass(20);

    assertThat(pool()).isEqualTo(of(0));
    assertThat(events).containsExactly("spills from a: load", "back in a");
  }

  @Test
  void noStepLeadsBack() {
    cluster("a", "b", "c", "b", "c", "b", "c");
    for (int calls = 0; calls < 20; calls++) {
      underWay(all.get(0), calls);
      pass(60);
      int settled = pool().size();
      pass(60);
      assertThat(pool()).as("with %d calls under way", calls).hasSize(settled);
    }
  }

  @Test
  void aHigherTargetKeepsMoreCallsInTheZone() {
    routing = routing(new ZoneSettings(true, 10), 1);
    cluster("a", "b", "c");
    pool();
    underWay(all.get(0), 19);
    pass(30);

    assertThat(pool()).isEqualTo(of(0));
  }

  @Test
  void threeInstancesInTwoZonesKeepTheirCalls() {
    cluster("a", "b", "b");

    assertThat(pool()).isEqualTo(of(0));
  }

  @Test
  void aZoneWithTooFewInstancesGetsAsManyAsAZoneHasOnAverage() {
    cluster("a", "b", "b", "b", "b", "b");

    assertThat(pool()).hasSize(3).startsWith(all.get(0));
    assertThat(routing.pool().spread()).isEqualTo(Spread.FEW);
    pass(20);
    assertThat(pool()).hasSize(3);
    assertThat(events).containsExactly("spills from a: few");
  }

  @Test
  void consumersOfOneZoneChooseDifferentInstancesOutside() {
    cluster("a", "b", "b", "b", "b", "b");
    Map<Instance, Integer> chosen = new HashMap<>();
    for (int consumer = 0; consumer < 500; consumer++) {
      routing = routing(new ZoneSettings(true, 1), 7919L * consumer);
      pool().forEach(each -> chosen.merge(each, 1, Integer::sum));
    }

    assertThat(chosen).hasSize(6);
    all.subList(1, 6).forEach(each -> assertThat(chosen.get(each)).isBetween(150, 250));
  }

  @Test
  void anInstanceBelongsToTheZonesOfItsHints() {
    in("a", "b");
    in("b", "a", "b");
    in("c", "c");

    assertThat(pool()).isEqualTo(of(1));
  }

  @Test
  void hintsCountOnlyIfEveryInstanceHasSome() {
    in("a", "b");
    in("b", "a");
    in("c");

    assertThat(pool()).isEqualTo(of(0));
  }

  @Test
  void aRetryLeavesTheZoneThatFails() {
    cluster("a", "a", "a", "b", "c");
    Instance tried = pool().get(0);

    assertThat(routing.pool().candidates(List.of(tried))).isEqualTo(of(3, 4));
    assertThat(routing.pool().candidates(of(0, 3))).isEqualTo(of(4));
    assertThat(routing.pool().candidates(of(0, 3, 4))).isEqualTo(of(1, 2));
    assertThat(routing.pool().candidates(all)).isEmpty();
  }

  @Test
  void aRetryStaysInTheZoneWhereNoOtherIsWell() {
    cluster("a", "a", "b");
    eject(all.get(2));

    assertThat(routing.pool().candidates(of(0))).isEqualTo(of(1));
  }

  @Test
  void anEvacuatedZoneGetsNoCalls() {
    cluster("a", "b", "c");
    routing.evacuate(Set.of("a"));

    assertThat(pool()).isEqualTo(of(1, 2));
    assertThat(routing.pool().spread()).isEqualTo(Spread.EVACUATED);
    assertThat(routing.pool().admits(all.get(0))).isFalse();
    assertThat(routing.pool().candidates(of(1))).isEqualTo(of(2));
    routing.evacuate(Set.of());
    pass(5);
    assertThat(pool()).isEqualTo(of(0));
    assertThat(events)
        .containsExactlyInAnyOrder(
            "spills from a: evacuated", "evacuated a", "evacuation ended a", "back in a");
  }

  @Test
  void anotherZoneThatIsEvacuatedGetsNoSpill() {
    cluster("a", "b", "c");
    routing.evacuate(Set.of("b"));
    eject(all.get(0));

    assertThat(pool()).isEqualTo(of(2));
  }

  @Test
  void anEvacuationCountsWhileTheOwnZoneIsUnknown() {
    cluster("a", "b", "c");
    routing.zone(null);
    routing.evacuate(Set.of("b"));

    assertThat(pool()).isEqualTo(of(0, 2));
  }

  @Test
  void anEvacuatedZoneGetsCallsIfNoOtherIsWell() {
    cluster("a", "b", "c");
    routing.evacuate(Set.of("a"));
    eject(all.get(1), all.get(2));

    assertThat(pool()).isEqualTo(of(0));
    assertThat(routing.pool().evacuation().overruled()).isTrue();
    assertThat(routing.pool().admits(all.get(0))).isTrue();
    readmit(all.get(2));
    assertThat(pool()).isEqualTo(of(2));
  }

  @Test
  void theEvacuationOfAnUnknownZoneChangesNothing() {
    cluster("a", "b", "c");
    routing.evacuate(Set.of("x"));

    assertThat(pool()).isEqualTo(of(0));
    assertThat(routing.pool().evacuation().overruled()).isFalse();
  }

  private static final class NoConnections implements Connections {

    @Override
    public Answer send(Exchange exchange) {
      throw new UnsupportedOperationException();
    }

    @Override
    public int open() {
      return 0;
    }

    @Override
    public void closeIdle() {}

    @Override
    public void closeUnused() {}

    @Override
    public void close() {}
  }
}
