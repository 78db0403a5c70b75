package local.microservice.discovery.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import local.microservice.discovery.choose.LeastOutstanding;
import local.microservice.discovery.choose.LoadBalancer;
import local.microservice.discovery.choose.RoundRobin;
import local.microservice.discovery.fixtures.MapConfig;
import local.microservice.discovery.fixtures.TestClock;
import local.microservice.discovery.fixtures.TestService;
import local.microservice.discovery.fixtures.ZonedService;
import local.microservice.discovery.instance.Standing;
import org.junit.jupiter.api.Test;

/** The calls of a service whose instances are in zones. */
class ZonedCallsTest {

  private final MapConfig config = new MapConfig();
  private final TestClock clock = TestClock.overflowingIn(2);

  private ZonedService service(LoadBalancer strategy, String own, String... zones) {
    return new ZonedService(config, strategy, clock, TestService.NOBODY, own, zones);
  }

  @Test
  void stayInTheZoneInTurn() throws Exception {
    ZonedService zoned = service(new RoundRobin(), "a", "a", "b", "c", "a");

    assertThat(zoned.call(4)).containsExactly(1, 4, 1, 4);
    assertThat(zoned.service().counts().inZone()).isEqualTo(4);
    assertThat(zoned.service().counts().outsideZone()).isZero();
  }

  @Test
  void goToAllWhereZonesAreUnknownAndAreNotCountedByZone() throws Exception {
    ZonedService zoned = service(new RoundRobin(), null, "a", "b", "c");

    assertThat(zoned.call(3)).containsExactly(1, 2, 3);
    assertThat(zoned.service().counts().inZone()).isZero();
    assertThat(zoned.service().counts().outsideZone()).isZero();
  }

  @Test
  void goToAllWhereZonesAreOff() throws Exception {
    config.with("discovery.provider.zones", "off");

    assertThat(service(new RoundRobin(), "a", "a", "b", "c").call(3)).containsExactly(1, 2, 3);
  }

  @Test
  void ofAnyStrategyStayInTheZone() throws Exception {
    List<Integer> offered = new ArrayList<>();
    LoadBalancer of =
        candidates -> {
          offered.add(candidates.size());
          return new LeastOutstanding(ThreadLocalRandom::current).choose(candidates);
        };

    assertThat(service(of, "b", "a", "b", "c").call(5)).containsOnly(2);
    assertThat(offered).containsOnly(1);
  }

  @Test
  void goOutsideAtOnceWhenTheZoneDies() throws Exception {
    ZonedService zoned = service(new RoundRobin(), "a", "a", "b");
    zoned.kill(1);

    assertThat(zoned.call(1)).containsExactly(1, 2);
    assertThat(zoned.call(3)).containsExactly(2, 2, 2);
    assertThat(zoned.service().counts().outsideZone()).isEqualTo(4);
    assertThat(zoned.service().counts().inZone()).isEqualTo(1);
  }

  @Test
  void leaveAnEvacuatedZoneAtTheNextCheck() throws Exception {
    ZonedService zoned = service(new RoundRobin(), "a", "a", "b", "c");
    config.with("discovery.evacuated-zones", "x, a");
    zoned.service().checkCalls();
    assertThat(zoned.call(4)).doesNotContain(1);

    config.with("discovery.evacuated-zones", "");
    for (int tenths = 0; tenths < 50; tenths++) {
      clock.pass(100, TimeUnit.MILLISECONDS);
      zoned.service().checkCalls();
    }
    assertThat(zoned.call(4)).containsOnly(1);
  }

  @Test
  void areNoTrialsInAnEvacuatedZoneUntilItsEvacuationEnds() throws Exception {
    ZonedService zoned = service(new RoundRobin(), "a", "a", "b");
    zoned.kill(1);
    zoned.call(1);
    assertThat(zoned.instance(1).standing()).isInstanceOf(Standing.Ejected.class);
    zoned.revive(1);
    config.with("discovery.evacuated-zones", "a");
    zoned.service().checkCalls();
    clock.pass(60, TimeUnit.SECONDS);
    assertThat(zoned.call(4)).containsOnly(2);

    config.with("discovery.evacuated-zones", "");
    zoned.service().checkCalls();
    assertThat(zoned.call(1)).containsExactly(1);
    assertThat(zoned.instance(1).standing()).isInstanceOf(Standing.InRotation.class);
  }

  @Test
  void goToAnEvacuatedZoneIfNoOtherIsWell() throws Exception {
    ZonedService zoned = service(new RoundRobin(), "b", "a", "b");
    config.with("discovery.provider.evacuated-zones", "a");
    zoned.service().checkCalls();
    zoned.kill(2);

    assertThat(zoned.call(1)).containsExactly(2, 1);
    assertThat(zoned.call(2)).containsExactly(1, 1);
  }
}
