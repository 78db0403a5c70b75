package local.microservice.consumer.discovery;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.stork.api.Metadata;
import io.smallrye.stork.api.ServiceInstance;
import io.smallrye.stork.impl.DefaultServiceInstance;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import local.microservice.consumer.discovery.Instance.Answered;
import local.microservice.consumer.discovery.Instance.Ejection;
import local.microservice.consumer.discovery.Instance.State;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InstanceTest {

  private static final DiscoverySettings.Connection SETTINGS =
      DiscoverySettings.of(new MapConfig(), "provider").connection();

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 3);
  private final Instance instance =
      new Instance(new DefaultServiceInstance(1, "127.0.0.1", 1, false), SETTINGS, now::get);

  @AfterEach
  void close() {
    instance.connections().close();
  }

  private static ServiceInstance found(String name, String host, boolean secure) {
    Map<String, String> labels = name == null ? Map.of() : Map.of(Instance.HOST_NAME, name);
    return new DefaultServiceInstance(
        9, host, 81, Optional.of("/path"), secure, labels, Metadata.empty());
  }

  private static Ejection ejection(long longestTrialNanos) {
    return new Ejection(Instant.now(), 0, 0, "slow", longestTrialNanos);
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, false, http://127.0.0.1:81",
    "127.0.0.1, true, https://127.0.0.1:81",
    "0:0:0:0:0:0:0:1, false, http://[0:0:0:0:0:0:0:1]:81"
  })
  void isKnownByItsAddress(String host, boolean secure, String address) {
    Instance instance = new Instance(found("name.test", host, secure), SETTINGS, now::get);

    assertThat(instance.address()).isEqualTo(address);
    assertThat(instance).hasToString(address);
    assertThat(instance.getHost()).isEqualTo(host);
    assertThat(instance.getPort()).isEqualTo(81);
    assertThat(instance.isSecure()).isEqualTo(secure);
    assertThat(instance.getPath()).hasValue("/path");
  }

  @Test
  void hasAnIdOfItsOwnAsTheFoundOnesMayBeAlike() {
    Instance other =
        new Instance(new DefaultServiceInstance(1, "127.0.0.1", 2, false), SETTINGS, now::get);

    assertThat(instance.getId()).isPositive();
    assertThat(other.getId()).isNotEqualTo(instance.getId());
  }

  @Test
  void isCalledByTheNameThatLedToItAtItsAddress() {
    Instance named = new Instance(found("name.test", "127.0.0.9", false), SETTINGS, now::get);

    assertThat(named.target().getHostName()).isEqualTo("name.test");
    assertThat(named.target().getAddress().getHostAddress()).isEqualTo("127.0.0.9");
    assertThat(named.target().getPort()).isEqualTo(81);
  }

  @Test
  void isCalledByItsHostWhereNoNameLedToIt() {
    Instance unnamed = new Instance(found(null, "127.0.0.9", true), SETTINGS, now::get);

    assertThat(unnamed.target()).hasToString("https://127.0.0.9:81");
  }

  @Test
  void isRefusedWhenItsAddressIsNone() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new Instance(found("name.test", "none.invalid", false), SETTINGS, now::get));
  }

  @Test
  void countsItsCallsAndThoseUnderWay() {
    assertThat(instance.enter()).isTrue();
    assertThat(instance.enter()).isTrue();
    instance.leave();

    assertThat(instance.calls()).isEqualTo(2);
    assertThat(instance.inFlight()).isEqualTo(1);
  }

  @Test
  void takesNoCallOnceItIsClosed() {
    instance.enter();
    assertThat(instance.closeWhenUnused()).isFalse();
    assertThat(instance.enter()).as("while one is under way").isTrue();
    instance.leave();
    instance.leave();

    assertThat(instance.closeWhenUnused()).isTrue();

    assertThat(instance.enter()).isFalse();
    assertThat(instance.inFlight()).isZero();
    assertThat(instance.calls()).isEqualTo(2);
    Attempt attempt =
        new Attempt(
            TestService.GET,
            new BasicClassicHttpRequest("GET", instance.target(), "/"),
            0,
            Long.MAX_VALUE,
            Verdict.FAILED);
    assertThatThrownBy(() -> instance.connections().send(attempt))
        .hasMessageContaining("shut down");
  }

  @Test
  void tellsTheLastFailureAndHowManyThereWere() {
    assertThat(instance.lastFailure()).isNull();
    instance.failed("one");
    instance.failed("two");

    assertThat(instance.failures()).isEqualTo(2);
    assertThat(instance.failuresInARow()).isEqualTo(2);
    assertThat(instance.lastFailure().error()).isEqualTo("two");
    assertThat(instance.lastFailure().at())
        .isBetween(Instant.now().minus(Duration.ofMinutes(1)), Instant.now());
    assertThat(instance.outcomes().recent().failures()).isEqualTo(2);

    instance.succeeded(1);

    assertThat(instance.failures()).isEqualTo(2);
    assertThat(instance.failuresInARow()).isZero();
  }

  @Test
  void warmsUpFromItsFirstAnswerSinceItsProcessBegan() {
    assertThat(instance.hasAnswered()).isFalse();
    now.addAndGet(10);
    instance.succeeded(1);
    now.addAndGet(10);
    instance.succeeded(1);
    assertThat(instance.hasAnswered()).isTrue();
    assertThat(instance.warmingSinceNanos()).isEqualTo(now.get() - 10);
    assertThat(instance.answeredNanos()).isEqualTo(now.get());

    instance.ended();
    assertThat(instance.hasAnswered()).isFalse();
    instance.succeeded(1);

    assertThat(instance.warmingSinceNanos()).isEqualTo(now.get());
  }

  @Test
  void knowsTheNewestCallThatItHasAnswered() {
    long joined = now.get();
    assertThat(instance.newestAnswered()).isEqualTo(new Answered(joined, 0));
    now.addAndGet(100);
    instance.succeeded(20);
    assertThat(instance.newestAnswered()).isEqualTo(new Answered(joined + 80, 20));

    now.addAndGet(100);
    instance.succeeded(190);

    assertThat(instance.newestAnswered())
        .as("not an older call")
        .isEqualTo(new Answered(joined + 80, 20));
  }

  @Test
  void beginsAnewWhenItComesBack() {
    instance.succeeded(1);
    instance.failed("one");
    instance.ejected(ejection(Long.MAX_VALUE), 3);
    assertThat(instance.state()).isEqualTo(State.EJECTED);
    assertThat(instance.ejections()).isEqualTo(3);
    assertThat(instance.ejectedTotal()).isEqualTo(1);

    instance.readmitted(now.get() + 7);

    assertThat(instance.state()).isEqualTo(State.IN_ROTATION);
    assertThat(instance.ejection()).isNull();
    assertThat(instance.failuresInARow()).isZero();
    assertThat(instance.outcomes().recent().calls()).isZero();
    assertThat(instance.readmittedNanos()).isEqualTo(now.get() + 7);
    assertThat(instance.warmingSinceNanos()).isEqualTo(now.get() + 7);
    assertThat(instance.ejections()).isEqualTo(3);
  }

  @Test
  void mayNotBeSlowAgainWhereItWasEjectedForThat() {
    instance.succeeded(1);
    long began = now.get();
    instance.ejected(ejection(MILLISECONDS.toNanos(30)), 1);

    instance.readmitted(began + 7);

    assertThat(instance.warmingSinceNanos()).isEqualTo(began);
  }

  @Test
  void restsUntilItsTime() {
    Instant until = Instant.now();
    assertThat(instance.isResting(now.get())).isFalse();
    instance.rests(until, now.get() + 10);

    assertThat(instance.restsUntil()).isEqualTo(until);
    assertThat(instance.isResting(now.get() + 9)).isTrue();
    assertThat(instance.isResting(now.get() + 10)).isFalse();

    instance.rested();

    assertThat(instance.restsUntil()).isNull();
    assertThat(instance.isResting(now.get())).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "IN_ROTATION, in-rotation",
    "EJECTED, ejected",
    "ON_TRIAL, on-trial",
    "LEAVING, leaving"
  })
  void showsItsStateAsTheWordsOfTheApi(State state, String text) {
    assertThat(state).hasToString(text);
  }
}
