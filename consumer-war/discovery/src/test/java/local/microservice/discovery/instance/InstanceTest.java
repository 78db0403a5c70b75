package local.microservice.discovery.instance;

import static local.microservice.discovery.fixtures.TestError.error;
import static local.microservice.discovery.fixtures.TestError.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import local.microservice.discovery.config.SettingsReader;
import local.microservice.discovery.fixtures.MapConfig;
import local.microservice.discovery.fixtures.TestClock;
import local.microservice.discovery.fixtures.TestService;
import local.microservice.discovery.http.ConnectionSettings;
import local.microservice.discovery.http.Endpoint;
import local.microservice.discovery.http.Exchange;
import local.microservice.discovery.http.KeptConnections;
import local.microservice.discovery.instance.Standing.Ejected;
import local.microservice.discovery.instance.Standing.InRotation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InstanceTest {

  private static final ConnectionSettings SETTINGS =
      SettingsReader.of(new MapConfig(), "provider").connection();

  private final TestClock clock = new TestClock(Long.MAX_VALUE - 3);
  private final Instance instance = instance(1);

  private Instance instance(int port) {
    Endpoint endpoint = new Endpoint("http", "127.0.0.1", null, port);
    return new Instance(endpoint, new KeptConnections(endpoint, SETTINGS), clock);
  }

  @AfterEach
  void close() {
    instance.connections().close();
  }

  private Ejected ejected(Reason reason) {
    return new Ejected(new Ejection(reason, 3, clock.now(), clock.nanos(), 0));
  }

  private void readmit(Ejected from, long nowNanos) {
    instance.readmit(from.readmit(nowNanos), from.inForce());
  }

  @Test
  void isKnownByItsAddress() {
    assertThat(instance.address()).isEqualTo("http://127.0.0.1:1");
    assertThat(instance).hasToString("http://127.0.0.1:1");
    assertThat(instance.endpoint()).isEqualTo(new Endpoint("http", "127.0.0.1", null, 1));
  }

  @Test
  void hasAnIdOfItsOwnAsTheFoundOnesMayBeAlike() {
    Instance other = instance(1);

    assertThat(instance.id()).isPositive();
    assertThat(other.id()).isNotEqualTo(instance.id());
  }

  @Test
  void isInRotationFromTheBeginning() {
    assertThat(instance.standing()).isEqualTo(new InRotation(0, clock.nanos()));
    assertThat(instance.ejections()).isZero();
  }

  @Test
  void countsItsCallsAndThoseUnderWay() {
    assertThat(instance.enter()).isTrue();
    assertThat(instance.enter()).isTrue();
    instance.leave();

    assertThat(instance.history().calls()).isEqualTo(2);
    assertThat(instance.inFlight()).isEqualTo(1);
  }

  @Test
  void takesNoCallOnceItIsClosed() {
    instance.enter();
    assertThat(instance.closeWhenUnused()).isFalse();
    assertThat(instance.enter()).as("enters while another call is under way").isTrue();
    instance.leave();
    instance.leave();

    assertThat(instance.closeWhenUnused()).isTrue();

    assertThat(instance.enter()).isFalse();
    assertThat(instance.inFlight()).isZero();
    assertThat(instance.history().calls()).isEqualTo(2);
    Exchange exchange =
        new Exchange(
            TestService.GET.request(), Map.of(), 0, Long.MAX_VALUE, true, System::nanoTime);
    assertThatThrownBy(() -> instance.connections().send(exchange))
        .hasMessageContaining("shut down");
  }

  @Test
  void beginsAnewWhenItComesBack() {
    instance.history().succeeded(1);
    instance.history().failed(error("one"));
    Ejected ejected = ejected(new Reason.TrialFailed(error("no")));
    instance.eject(ejected);
    assertThat(instance.standing()).isSameAs(ejected);
    assertThat(instance.ejections()).isEqualTo(1);

    readmit(ejected, clock.nanos() + 7);

    assertThat(instance.standing()).isEqualTo(new InRotation(3, clock.nanos() + 7));
    assertThat(instance.standing().ejection()).isEmpty();
    assertThat(instance.history().failuresInARow()).isZero();
    assertThat(instance.history().outcomes().recent().calls()).isZero();
    assertThat(instance.history().warmingSinceNanos()).isEqualTo(clock.nanos() + 7);
    assertThat(instance.ejections()).isEqualTo(1);
  }

  @Test
  void mayNotBeSlowAgainWhereItWasEjectedForThat() {
    instance.history().succeeded(1);
    long began = clock.nanos();
    Ejected slow = ejected(new Reason.Slow(100, 10, TimeUnit.MILLISECONDS.toNanos(30)));
    instance.eject(slow);

    readmit(slow, began + 7);

    assertThat(instance.history().warmingSinceNanos()).isEqualTo(began);
  }

  @Test
  void restsUntilItsTime() {
    Instant until = clock.now();
    long now = clock.nanos();
    assertThat(instance.isResting(now)).isFalse();
    instance.rests(until, now + 10);

    assertThat(instance.restsUntil()).isEqualTo(until);
    assertThat(instance.isResting(now + 9)).isTrue();
    assertThat(instance.isResting(now + 10)).isFalse();

    instance.rested();

    assertThat(instance.restsUntil()).isNull();
    assertThat(instance.isResting(now)).isFalse();
  }

  @Test
  void isChosenUnderTheEjectionInForce() {
    assertThat(Choice.of(instance)).isEqualTo(new Choice(instance, Optional.empty(), false));
    assertThat(Choice.of(instance).isInForce()).isFalse();
    Ejected first = ejected(new Reason.Refused(refused("no")));
    instance.eject(first);
    Choice under = Choice.of(instance);
    assertThat(under.under()).containsSame(first.inForce());
    assertThat(under.trial()).isFalse();
    assertThat(under.isInForce()).isTrue();

    for (Ejection next :
        List.of(first.inForce().again(), ejected(new Reason.Refused(refused("no"))).inForce())) {
      instance.eject(new Ejected(next));

      assertThat(under.isInForce()).isFalse();
    }
  }
}
