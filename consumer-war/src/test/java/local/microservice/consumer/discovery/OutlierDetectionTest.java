package local.microservice.consumer.discovery;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.stork.api.ServiceInstance;
import io.smallrye.stork.impl.DefaultServiceInstance;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import local.microservice.consumer.discovery.Instance.Choice;
import local.microservice.consumer.discovery.Instance.State;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is ejected beside whom; what becomes of an ejection is {@link RotationTest}'s. */
class OutlierDetectionTest {

  private static final long WARM_UP_SECONDS = 30;
  private static final int VOLUME = 20;

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - SECONDS.toNanos(31));
  private final DiscoverySettings settings = DiscoverySettings.of(new MapConfig(), "provider");
  private final Rotation rotation = new Rotation("provider", settings, now::get, () -> 0.5);
  private final OutlierDetection outliers = new OutlierDetection(rotation, settings.ejection());

  @AfterEach
  void close() {
    rotation.close();
  }

  private Instance[] join(int count) {
    rotation.update(
        IntStream.rangeClosed(1, count)
            .mapToObj(
                port ->
                    (ServiceInstance) new DefaultServiceInstance(port, "127.0.0.1", port, false))
            .toList());
    return rotation.view().all().toArray(Instance[]::new);
  }

  private void pass(long millis) {
    now.addAndGet(MILLISECONDS.toNanos(millis));
  }

  private static void succeed(Instance instance, int times, double millis) {
    for (int call = 0; call < times; call++) {
      instance.succeeded((long) (millis * MILLISECONDS.toNanos(1)));
    }
  }

  private static void fail(Instance instance, int times) {
    for (int call = 0; call < times; call++) {
      instance.failed("HTTP status 500");
    }
  }

  private Attempt send(Call call, Instance to) {
    Attempt attempt = new Attempt(call, null, now.get(), Long.MAX_VALUE, Verdict.FAILED);
    to.enter();
    to.outstanding().add(attempt);
    return attempt;
  }

  private void send(int calls, Instance to) {
    for (int call = 0; call < calls; call++) {
      send(TestService.GET, to);
    }
  }

  @ParameterizedTest
  @CsvSource({"5, 501, EJECTED", "4, 501, IN_ROTATION", "5, 500, IN_ROTATION"})
  void ejectsWhoLeavesFiveCallsUnansweredForHalfASecondWhileAPeerAnswers(
      int calls, long millis, State state) {
    Instance[] three = join(3);
    pass(1);
    send(calls, three[0]);
    pass(millis);
    succeed(three[1], 1, 0.001);

    outliers.ejectStalled(now.get());

    assertThat(three[0].state()).isEqualTo(state);
  }

  @Test
  void saysHowManyCallsWaitedHowLong() {
    Instance[] three = join(3);
    pass(1);
    send(6, three[0]);
    pass(501);
    succeed(three[1], 1, 0.001);

    outliers.ejectStalled(now.get());

    assertThat(three[0].ejection().reason()).isEqualTo("6 calls have no answer for 500 ms");
  }

  @Test
  void givesUpTheCallsOnAStalledInstanceThatMayBeMadeElsewhere() {
    Instance[] three = join(3);
    pass(1);
    send(5, three[0]);
    Attempt post = send(TestService.POST, three[0]);
    pass(501);
    Attempt young = send(TestService.GET, three[0]);
    succeed(three[1], 1, 0.001);

    outliers.ejectStalled(now.get());

    assertThat(young.cancelledFor()).isEqualTo("given up, as 6 calls have no answer for 500 ms");
    assertThat(young.cancelledAs()).isEqualTo(Verdict.FAILED);
    assertThat(post.cancelledFor()).isNull();
    assertThat(three[0].outstanding()).filteredOn(each -> each.cancelledFor() != null).hasSize(6);
  }

  @Test
  void isPatientWithWhoUsuallyTakesLong() {
    Instance[] three = join(3);
    succeed(three[0], 10, 400);
    pass(1);
    send(5, three[0]);
    pass(1100);
    succeed(three[1], 1, 0.001);
    outliers.ejectStalled(now.get());
    assertThat(three[0].state()).as("less than three times as long").isEqualTo(State.IN_ROTATION);

    pass(200);
    outliers.ejectStalled(now.get());

    assertThat(three[0].state()).isEqualTo(State.EJECTED);
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

    outliers.ejectStalled(now.get());

    assertThat(three[0].state()).isEqualTo(State.IN_ROTATION);
  }

  @Test
  void leavesAllWhereAllAreStalled() {
    Instance[] three = join(3);
    pass(1);
    for (Instance each : three) {
      send(5, each);
    }
    pass(60_000);

    outliers.ejectStalled(now.get());

    assertThat(rotation.view().ejected()).isEmpty();
  }

  @Test
  void leavesAStalledInstanceWhereHalfAreEjectedAlready() {
    Instance[] three = join(3);
    rotation.eject(three[2], null, "sick", Long.MAX_VALUE);
    pass(1);
    send(5, three[0]);
    pass(501);
    succeed(three[1], 1, 0.001);

    outliers.ejectStalled(now.get());

    assertThat(three[0].state()).isEqualTo(State.IN_ROTATION);
  }

  @Test
  void letsATrialWaitAsLongAsTheMostPatientlyTreatedPeer() {
    Instance[] three = join(3);
    assertThat(outliers.trialPatienceNanos()).isEqualTo(MILLISECONDS.toNanos(500));
    succeed(three[0], 1, 1000);
    succeed(three[1], 1, 1);

    assertThat(outliers.trialPatienceNanos())
        .isBetween(MILLISECONDS.toNanos(2800), MILLISECONDS.toNanos(3200));
  }

  @Test
  void letsATrialWaitForEverWhereNobodyIsWell() {
    join(0);

    assertThat(outliers.trialPatienceNanos()).isEqualTo(Long.MAX_VALUE);
  }

  @ParameterizedTest
  @CsvSource({"5, EJECTED", "4, IN_ROTATION"})
  void ejectsByTheSuccessRateWhereItIsMoreThanAFifthWorse(int failures, State state) {
    Instance[] two = join(2);
    succeed(two[0], VOLUME - failures, 1);
    fail(two[0], failures);
    succeed(two[1], VOLUME, 1);

    outliers.ejectOutliers(now.get());

    assertThat(two[0].state()).isEqualTo(state);
  }

  @Test
  void comparesNoInstanceWithFewCallsAndNoneAlone() {
    Instance[] two = join(2);
    fail(two[0], VOLUME);
    succeed(two[1], VOLUME - 1, 1);
    outliers.ejectOutliers(now.get());
    assertThat(rotation.view().ejected()).isEmpty();

    succeed(two[1], 1, 1);
    outliers.ejectOutliers(now.get());

    assertThat(rotation.view().ejected()).containsExactly(two[0]);
  }

  @ParameterizedTest
  @CsvSource({
    // Three times as long, and ten milliseconds more, as far as the histogram tells.
    "1, 10, IN_ROTATION",
    "1, 13, EJECTED",
    "10, 28, IN_ROTATION",
    "10, 34, EJECTED"
  })
  void ejectsByTheLatencyWhereItIsFarWorse(double peer, double own, State state) {
    Instance[] two = join(2);
    succeed(two[0], VOLUME, own);
    succeed(two[1], VOLUME, peer);
    pass(SECONDS.toMillis(WARM_UP_SECONDS));

    outliers.ejectOutliers(now.get());

    assertThat(two[0].state()).isEqualTo(state);
  }

  @Test
  void judgesALatencyByEnoughGoodAnswers() {
    Instance[] two = join(2);
    succeed(two[0], VOLUME - 1, 100);
    fail(two[0], 1);
    succeed(two[1], VOLUME, 1);
    pass(SECONDS.toMillis(WARM_UP_SECONDS));
    outliers.ejectOutliers(now.get());
    assertThat(two[0].state()).isEqualTo(State.IN_ROTATION);

    succeed(two[0], 1, 100);
    outliers.ejectOutliers(now.get());

    assertThat(two[0].state()).isEqualTo(State.EJECTED);
  }

  @Test
  void holdsATrialToTheLatencyThatItsPeersHad() {
    Instance[] two = join(2);
    succeed(two[0], VOLUME, 1000);
    succeed(two[1], VOLUME, 100);
    pass(SECONDS.toMillis(WARM_UP_SECONDS));

    outliers.ejectOutliers(now.get());

    long longest = two[0].ejection().longestTrialNanos();
    assertThat(longest).isBetween(MILLISECONDS.toNanos(280), MILLISECONDS.toNanos(320));
    pass(5000);
    Choice trial = rotation.startTrial(true);
    outliers.succeeded(trial, longest + 1);
    assertThat(two[0].state()).isEqualTo(State.EJECTED);
    assertThat(two[0].ejection().longestTrialNanos()).isEqualTo(longest);
    pass(60_000);
    outliers.succeeded(rotation.startTrial(true), longest);
    assertThat(two[0].state()).isEqualTo(State.IN_ROTATION);
  }

  @Test
  void takesTheBetterOfTheTwoMiddlePeers() {
    Instance[] five = join(5);
    for (int peer = 1; peer < 5; peer++) {
      succeed(five[peer], VOLUME, peer < 3 ? 10 : 100);
    }
    succeed(five[0], VOLUME, 90);
    pass(SECONDS.toMillis(WARM_UP_SECONDS));

    outliers.ejectOutliers(now.get());

    assertThat(five[0].state()).isEqualTo(State.EJECTED);
  }
}
