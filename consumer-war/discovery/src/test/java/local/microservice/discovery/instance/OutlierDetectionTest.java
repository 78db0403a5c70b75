package local.microservice.discovery.instance;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static local.microservice.discovery.fixtures.TestError.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import local.microservice.discovery.call.Call;
import local.microservice.discovery.call.ServiceSettings;
import local.microservice.discovery.config.SettingsReader;
import local.microservice.discovery.fixtures.MapConfig;
import local.microservice.discovery.fixtures.TestClock;
import local.microservice.discovery.fixtures.TestService;
import local.microservice.discovery.http.CallError;
import local.microservice.discovery.http.Endpoint;
import local.microservice.discovery.http.Exchange;
import local.microservice.discovery.http.KeptConnections;
import local.microservice.discovery.instance.Standing.Ejected;
import local.microservice.discovery.instance.Standing.InRotation;
import local.microservice.discovery.resolve.Resolved;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Which instance is ejected, compared with which peers. {@link RotationTest} tests the rest of an
 * ejection's life.
 */
class OutlierDetectionTest {

  private static final long WARM_UP_SECONDS = 30;
  private static final int VOLUME = 20;

  private final TestClock clock = TestClock.overflowingIn(31);
  private final ServiceSettings settings = SettingsReader.of(new MapConfig(), "provider");
  private final Rotation rotation =
      new Rotation(
          "provider",
          endpoint -> new KeptConnections(endpoint, settings.connection()),
          new BackOff(settings.ejection(), clock, Draw::new),
          clock,
          RotationListener.NONE);
  private final OutlierDetection outliers = new OutlierDetection(rotation, settings.ejection());

  @AfterEach
  void close() {
    rotation.close();
  }

  private Instance[] join(int count) {
    List<Endpoint> found =
        IntStream.rangeClosed(1, count)
            .mapToObj(port -> new Endpoint("http", "127.0.0.1", null, port))
            .toList();
    rotation.update(new Resolved(found, 0, null));
    return rotation.view().all().toArray(Instance[]::new);
  }

  private void pass(long millis) {
    clock.pass(millis, MILLISECONDS);
  }

  private static void succeed(Instance instance, int times, double millis) {
    for (int call = 0; call < times; call++) {
      instance.history().succeeded((long) (millis * MILLISECONDS.toNanos(1)));
    }
  }

  private static void fail(Instance instance, int times) {
    for (int call = 0; call < times; call++) {
      instance.history().failed(CallError.of(500));
    }
  }

  private Exchange send(Call call, Instance to) {
    Exchange exchange =
        new Exchange(
            call.request(), Map.of(), clock.nanos(), Long.MAX_VALUE, true, System::nanoTime);
    to.enter();
    to.outstanding().add(exchange);
    return exchange;
  }

  private void send(int calls, Instance to) {
    for (int call = 0; call < calls; call++) {
      send(TestService.GET, to);
    }
  }

  @ParameterizedTest
  @CsvSource({"5, 501, ejected", "4, 501, in-rotation", "5, 500, in-rotation"})
  void ejectsWhoLeavesFiveCallsUnansweredForHalfASecondWhileAPeerAnswers(
      int calls, long millis, String standing) {
    Instance[] three = join(3);
    pass(1);
    send(calls, three[0]);
    pass(millis);
    succeed(three[1], 1, 0.001);

    outliers.ejectStalled(clock.nanos());

    assertThat(three[0].standing().text()).isEqualTo(standing);
  }

  @Test
  void saysHowManyCallsWaitedHowLong() {
    Instance[] three = join(3);
    pass(1);
    send(6, three[0]);
    pass(501);
    succeed(three[1], 1, 0.001);

    outliers.ejectStalled(clock.nanos());

    assertThat(three[0].standing().ejection().orElseThrow().reason().text())
        .isEqualTo("6 calls have no answer for 500 ms");
  }

  @Test
  void givesUpTheCallsOnAStalledInstanceThatMayBeMadeElsewhere() {
    Instance[] three = join(3);
    pass(1);
    send(5, three[0]);
    Exchange post = send(TestService.POST, three[0]);
    pass(501);
    Exchange young = send(TestService.GET, three[0]);
    succeed(three[1], 1, 0.001);

    outliers.ejectStalled(clock.nanos());

    assertThat(young.cancellation())
        .isEqualTo(
            new Exchange.Cancellation("given up, as 6 calls have no answer for 500 ms", true));
    assertThat(post.cancellation()).isNull();
    assertThat(three[0].outstanding()).filteredOn(each -> each.cancellation() != null).hasSize(6);
  }

  @Test
  void isPatientWithWhoUsuallyTakesLong() {
    Instance[] three = join(3);
    succeed(three[0], 10, 400);
    pass(1);
    send(5, three[0]);
    pass(1100);
    succeed(three[1], 1, 0.001);
    outliers.ejectStalled(clock.nanos());
    assertThat(three[0].standing())
        .as("less than three times the usual latency")
        .isInstanceOf(InRotation.class);

    pass(200);
    outliers.ejectStalled(clock.nanos());

    assertThat(three[0].standing()).isInstanceOf(Ejected.class);
  }

  @Test
  void leavesWhoAnswersOtherCalls() {
    Instance[] three = join(3);
    pass(1);
    send(5, three[0]);
    pass(400);
    succeed(three[0], 1, 0.001);
    pass(101);
    succeed(three[1], 1, 0.001);

    outliers.ejectStalled(clock.nanos());

    assertThat(three[0].standing()).isInstanceOf(InRotation.class);
  }

  @Test
  void leavesAllWhereAllAreStalled() {
    Instance[] three = join(3);
    pass(1);
    for (Instance each : three) {
      send(5, each);
    }
    pass(60_000);

    outliers.ejectStalled(clock.nanos());

    assertThat(rotation.view().ejected()).isEmpty();
  }

  @Test
  void leavesAStalledInstanceWhereHalfAreEjectedAlready() {
    Instance[] three = join(3);
    rotation.eject(three[2], new Reason.Refused(refused("sick")));
    pass(1);
    send(5, three[0]);
    pass(501);
    succeed(three[1], 1, 0.001);

    outliers.ejectStalled(clock.nanos());

    assertThat(three[0].standing()).isInstanceOf(InRotation.class);
  }

  @Test
  void letsATrialWaitAsLongAsTheMostPatientlyTreatedPeer() {
    Instance[] three = join(3);
    assertThat(outliers.trialPatienceNanos()).hasValue(MILLISECONDS.toNanos(500));
    succeed(three[0], 1, 1000);
    succeed(three[1], 1, 1);

    assertThat(outliers.trialPatienceNanos().orElseThrow())
        .isBetween(MILLISECONDS.toNanos(2800), MILLISECONDS.toNanos(3200));
  }

  @Test
  void letsATrialWaitForEverWhereNobodyIsWell() {
    join(0);

    assertThat(outliers.trialPatienceNanos()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"5, ejected", "4, in-rotation"})
  void ejectsByTheSuccessRateWhereItIsMoreThanAFifthWorse(int failures, String standing) {
    Instance[] two = join(2);
    succeed(two[0], VOLUME - failures, 1);
    fail(two[0], failures);
    succeed(two[1], VOLUME, 1);

    outliers.ejectOutliers(clock.nanos());

    assertThat(two[0].standing().text()).isEqualTo(standing);
  }

  @Test
  void comparesNoInstanceWithFewCallsAndNoneAlone() {
    Instance[] two = join(2);
    fail(two[0], VOLUME);
    succeed(two[1], VOLUME - 1, 1);
    outliers.ejectOutliers(clock.nanos());
    assertThat(rotation.view().ejected()).isEmpty();

    succeed(two[1], 1, 1);
    outliers.ejectOutliers(clock.nanos());

    assertThat(rotation.view().ejected()).containsExactly(two[0]);
  }

  @ParameterizedTest
  @CsvSource({
    // Three times the latency plus ten milliseconds, within the precision of the histogram.
    "1, 10, in-rotation",
    "1, 13, ejected",
    "10, 28, in-rotation",
    "10, 34, ejected"
  })
  void ejectsByTheLatencyWhereItIsFarWorse(double peer, double own, String standing) {
    Instance[] two = join(2);
    succeed(two[0], VOLUME, own);
    succeed(two[1], VOLUME, peer);
    pass(SECONDS.toMillis(WARM_UP_SECONDS));

    outliers.ejectOutliers(clock.nanos());

    assertThat(two[0].standing().text()).isEqualTo(standing);
  }

  @Test
  void judgesALatencyByEnoughGoodAnswers() {
    Instance[] two = join(2);
    succeed(two[0], VOLUME - 1, 100);
    fail(two[0], 1);
    succeed(two[1], VOLUME, 1);
    pass(SECONDS.toMillis(WARM_UP_SECONDS));
    outliers.ejectOutliers(clock.nanos());
    assertThat(two[0].standing()).isInstanceOf(InRotation.class);

    succeed(two[0], 1, 100);
    outliers.ejectOutliers(clock.nanos());

    assertThat(two[0].standing()).isInstanceOf(Ejected.class);
  }

  private static long slowestCureNanos(Instance instance) {
    return instance.standing().ejection().orElseThrow().reason().slowestCureNanos().orElseThrow();
  }

  @Test
  void holdsATrialToTheLatencyThatItsPeersHad() {
    Instance[] two = join(2);
    succeed(two[0], VOLUME, 1000);
    succeed(two[1], VOLUME, 100);
    pass(SECONDS.toMillis(WARM_UP_SECONDS));

    outliers.ejectOutliers(clock.nanos());

    long longest = slowestCureNanos(two[0]);
    assertThat(longest).isBetween(MILLISECONDS.toNanos(280), MILLISECONDS.toNanos(320));
    pass(5000);
    Choice trial = rotation.startTrial(true, each -> true).orElseThrow();
    outliers.succeeded(trial, longest + 1);
    assertThat(two[0].standing()).isInstanceOf(Ejected.class);
    assertThat(slowestCureNanos(two[0])).isEqualTo(longest);
    pass(60_000);
    outliers.succeeded(rotation.startTrial(true, each -> true).orElseThrow(), longest);
    assertThat(two[0].standing()).isInstanceOf(InRotation.class);
  }

  @Test
  void takesTheBetterOfTheTwoMiddlePeers() {
    Instance[] five = join(5);
    for (int peer = 1; peer < 5; peer++) {
      succeed(five[peer], VOLUME, peer < 3 ? 10 : 100);
    }
    succeed(five[0], VOLUME, 90);
    pass(SECONDS.toMillis(WARM_UP_SECONDS));

    outliers.ejectOutliers(clock.nanos());

    assertThat(five[0].standing()).isInstanceOf(Ejected.class);
  }
}
