package local.microservice.consumer.discovery;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.stork.api.Metadata;
import io.smallrye.stork.api.ServiceInstance;
import io.smallrye.stork.impl.DefaultServiceInstance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import local.microservice.consumer.discovery.Instance.Choice;
import local.microservice.consumer.discovery.Instance.State;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RotationTest {

  private static final long MILLI = 1_000_000;
  private static final int WARM_UP = 30;

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 3 * MILLI);
  private final DiscoverySettings settings = DiscoverySettings.of(new MapConfig(), "provider");
  private Runnable meanwhile = () -> {};
  private double jitter = 0.5;
  private final Rotation rotation =
      new Rotation("provider", settings, this::nanoTime, () -> jitter);
  private final OutlierDetection outliers = new OutlierDetection(rotation, settings.ejection());

  @BeforeEach
  void joinThree() {
    rotation.update(found(1, 2, 3));
  }

  @AfterEach
  void close() {
    rotation.close();
  }

  private long nanoTime() {
    Runnable once = meanwhile;
    meanwhile = () -> {};
    once.run();
    return now.get();
  }

  private static List<ServiceInstance> found(int... ports) {
    List<ServiceInstance> found = new ArrayList<>();
    for (int port : ports) {
      found.add(new DefaultServiceInstance(port, "127.0.0.1", port, false));
    }
    return found;
  }

  /** One address under names. */
  private static List<ServiceInstance> named(String... names) {
    return Stream.of(names)
        .map(
            name ->
                (ServiceInstance)
                    new DefaultServiceInstance(
                        1,
                        "127.0.0.1",
                        1,
                        true,
                        Map.of(Instance.HOST_NAME, name),
                        Metadata.empty()))
        .toList();
  }

  private Instance instance(int port) {
    return rotation.view().known().stream()
        .filter(each -> each.getPort() == port)
        .findFirst()
        .orElseThrow();
  }

  private static Choice chosen(Instance instance) {
    return new Choice(instance, instance.ejection(), false);
  }

  private void fail(Choice choice, boolean refused, String error) {
    choice.instance().failed(error);
    outliers.failed(choice, refused, error);
  }

  private void fail(Instance instance, int times) {
    for (int call = 0; call < times; call++) {
      fail(chosen(instance), false, "HTTP status 500");
    }
  }

  private void fail(Choice trial) {
    fail(trial, false, "HTTP status 500");
  }

  private void succeed(Choice choice, long millis) {
    choice.instance().succeeded(millis * MILLI);
    outliers.succeeded(choice, millis * MILLI);
  }

  private void succeed(Instance instance, int times, long millis) {
    for (int call = 0; call < times; call++) {
      succeed(chosen(instance), millis);
    }
  }

  private Choice startTrial(Instance of) {
    Choice trial = rotation.startTrial(true);
    assertThat(trial).isNotNull();
    assertThat(trial.instance()).isSameAs(of);
    return trial;
  }

  private void pass(long seconds) {
    now.addAndGet(SECONDS.toNanos(seconds));
  }

  @Test
  void takesTheSameAddressUnderAnotherNameForAnotherInstance() {
    rotation.update(named("old.test"));
    Instance old = instance(1);
    old.enter();

    rotation.update(named("new.test"));

    Instance other = rotation.view().all().get(0);
    assertThat(rotation.view().all()).singleElement().isNotSameAs(old);
    assertThat(other.target().getHostName()).isEqualTo("new.test");
    assertThat(other.address()).isEqualTo(old.address()).isEqualTo("https://127.0.0.1:1");
    assertThat(rotation.view().leaving()).contains(old);

    old.leave();
    rotation.closeLeft();

    assertThat(rotation.view().known()).containsExactly(other);
  }

  @Test
  void takesAnInstanceBackWhoseNameIsTheOldOneAgain() {
    rotation.update(named("old.test"));
    Instance old = rotation.view().all().get(0);
    rotation.update(named("new.test"));
    rotation.update(named("old.test"));

    assertThat(rotation.view().all()).containsExactly(old);
    assertThat(old.state()).isEqualTo(State.IN_ROTATION);
  }

  @Test
  void countsAnAddressOnceThoughTwoNamesLeadToIt() {
    rotation.update(named("one.test", "two.test"));
    Instance one = rotation.view().all().get(0);
    assertThat(rotation.view().all()).containsExactly(one);
    assertThat(one.target().getHostName()).isEqualTo("one.test");

    rotation.update(named("two.test", "one.test"));
    assertThat(rotation.view().all()).containsExactly(one);

    rotation.update(named("two.test"));
    assertThat(rotation.view().all())
        .singleElement()
        .extracting(each -> each.target().getHostName())
        .isEqualTo("two.test");
  }

  @Test
  void triesAnInstanceThatHasNeverAnsweredEverySecond() {
    rotation.update(found(1, 2, 3, 4));
    Instance starting = instance(4);
    fail(starting, 5);

    for (int second = 0; second < 20; second++) {
      assertThat(starting.state()).isEqualTo(State.EJECTED);
      assertThat(rotation.startTrial(true)).isNull();
      pass(1);
      fail(startTrial(starting));
    }
    pass(1);
    succeed(startTrial(starting), 1);

    assertThat(starting.state()).isEqualTo(State.IN_ROTATION);
  }

  @Test
  void startsNoTrialOfAnInstanceThatComesBackMeanwhile() {
    fail(instance(1), 5);
    pass(60);
    Choice answered = chosen(instance(1));
    meanwhile = () -> rotation.readmit(answered);

    assertThat(rotation.startTrial(true)).isNull();
    assertThat(instance(1).state()).isEqualTo(State.IN_ROTATION);
  }

  @Test
  void ejectsAfterFiveFailuresInARow() {
    Instance one = instance(1);
    fail(one, 4);
    succeed(one, 1, 1);
    fail(one, 4);
    assertThat(one.state()).isEqualTo(State.IN_ROTATION);

    fail(one, 1);

    assertThat(one.state()).isEqualTo(State.EJECTED);
    assertThat(one.ejection().reason()).contains("5 calls failed in a row", "HTTP status 500");
    assertThat(rotation.view().usable()).containsExactly(instance(2), instance(3));
  }

  @Test
  void ejectsAtOnceWhereNobodyListens() {
    Instance one = instance(1);
    fail(chosen(one), true, "refused");

    assertThat(one.state()).isEqualTo(State.EJECTED);
    assertThat(one.ejection().reason()).isEqualTo("it takes no connection: refused");
  }

  @Test
  void triesAnInstanceWhereNobodyListensEverySecondUntilOneDoes() {
    Instance one = instance(1);
    succeed(one, 1, 1);
    fail(chosen(one), true, "refused");
    for (int second = 0; second < 20; second++) {
      pass(1);
      fail(startTrial(one), true, "refused");
    }
    pass(1);
    rotation.startTrial(true);
    succeed(one, 1, 1);
    assertThat(one.state()).isEqualTo(State.IN_ROTATION);

    fail(one, 5);
    pass(4);

    assertThat(rotation.startTrial(true)).isNull();
  }

  @Test
  void givesExactlyOneTrialWhenTheEjectionIsOver() {
    Instance one = instance(1);
    succeed(one, 1, 1);
    fail(one, 5);
    pass(4);
    assertThat(rotation.startTrial(true)).isNull();

    pass(1);

    Choice trial = startTrial(one);
    assertThat(rotation.startTrial(true)).isNull();
    assertThat(one.state()).isEqualTo(State.ON_TRIAL);
    succeed(trial, 1);
    assertThat(one.state()).isEqualTo(State.IN_ROTATION);
  }

  @Test
  void doublesTheEjectionUntilAMinuteAndForgetsAfterAMinuteOfHealth() {
    Instance one = instance(1);
    succeed(one, 1, 1);
    fail(one, 5);
    for (long seconds : new long[] {5, 10, 20, 40, 60, 60, 60}) {
      pass(seconds - 1);
      assertThat(rotation.startTrial(true)).isNull();
      pass(1);
      fail(startTrial(one));
      assertThat(one.state()).isEqualTo(State.EJECTED);
    }
    pass(60);
    rotation.startTrial(true);
    succeed(one, 1, 1);
    pass(61);
    fail(one, 5);
    pass(5);

    startTrial(one);
  }

  @Test
  void usesAllWhenEveryInstanceIsEjectedAndTakesBackTheFirstThatAnswers() {
    for (int port = 1; port <= 3; port++) {
      fail(instance(port), 5);
    }
    assertThat(rotation.view().panic()).isTrue();
    assertThat(rotation.view().usable()).hasSize(3);

    succeed(instance(2), 1, 1);

    assertThat(rotation.view().panic()).isFalse();
    assertThat(rotation.view().usable()).containsExactly(instance(2));
  }

  @Test
  void aLateAnswerToAnOldCallDoesNotEndAnEjection() {
    Instance one = instance(1);
    Choice before = chosen(one);
    fail(one, 5);

    succeed(before, 1);

    assertThat(one.state()).isEqualTo(State.EJECTED);
  }

  @Test
  void ejectsAnInstanceThatFailsFarMoreOftenThanItsPeers() {
    for (int round = 0; round < 20; round++) {
      succeed(instance(1), 1, 1);
      fail(instance(1), 1);
      succeed(instance(2), 2, 1);
      succeed(instance(3), 2, 1);
    }

    outliers.ejectOutliers(now.get());

    assertThat(instance(1).ejection().reason())
        .isEqualTo("50 % of its calls succeed, of its peers' 100 %");
    assertThat(rotation.view().usable()).containsExactly(instance(2), instance(3));
  }

  @Test
  void ejectsAnInstanceThatIsFarSlowerAndHoldsItsTrialToThat() {
    succeed(instance(1), 30, 100);
    succeed(instance(2), 30, 10);
    succeed(instance(3), 30, 11);
    pass(WARM_UP);

    outliers.ejectOutliers(now.get());

    Instance slow = instance(1);
    assertThat(slow.ejection().reason()).contains("its median latency is 10", "ms, its peers' 1");
    pass(5);
    succeed(startTrial(slow), 100);
    assertThat(slow.state()).isEqualTo(State.EJECTED);
    pass(10);
    succeed(startTrial(slow), 20);
    assertThat(slow.state()).isEqualTo(State.IN_ROTATION);
  }

  @Test
  void leavesInstancesAloneThatAreAllAlikeOrHadFewCalls() {
    succeed(instance(1), 19, 1000);
    succeed(instance(2), 30, 10);
    succeed(instance(3), 30, 25);
    for (int port = 2; port <= 3; port++) {
      for (int round = 0; round < 15; round++) {
        fail(instance(port), 1);
        succeed(instance(port), 1, 10);
      }
    }

    pass(WARM_UP);

    outliers.ejectOutliers(now.get());

    assertThat(rotation.view().ejected()).isEmpty();
  }

  @Test
  void letsANewInstanceBeSlowUntilItIsWarm() {
    succeed(instance(2), 30, 10);
    succeed(instance(3), 30, 10);
    pass(WARM_UP);
    Instance starting = instance(1);
    succeed(starting, 30, 100);
    pass(WARM_UP - 1);
    outliers.ejectOutliers(now.get());
    assertThat(starting.state()).isEqualTo(State.IN_ROTATION);

    pass(1);
    outliers.ejectOutliers(now.get());

    assertThat(starting.state()).isEqualTo(State.EJECTED);
  }

  @Test
  void letsAnInstanceThatFailedBeSlowAgain() {
    for (int port = 1; port <= 3; port++) {
      succeed(instance(port), 30, 10);
    }
    Instance restarted = instance(1);
    fail(restarted, 5);
    pass(WARM_UP);
    rotation.startTrial(true);
    succeed(restarted, 30, 100);

    outliers.ejectOutliers(now.get());
    assertThat(restarted.state()).isEqualTo(State.IN_ROTATION);
    pass(WARM_UP);
    outliers.ejectOutliers(now.get());

    assertThat(restarted.state()).isEqualTo(State.EJECTED);
  }

  @Test
  void ejectsAtMostHalfForBeingWorseThanTheirPeers() {
    rotation.update(found(1, 2, 3, 4, 5));
    succeed(instance(1), 30, 500);
    succeed(instance(2), 30, 400);
    succeed(instance(3), 30, 300);
    succeed(instance(4), 30, 1);
    succeed(instance(5), 30, 1);
    pass(WARM_UP);

    outliers.ejectOutliers(now.get());
    outliers.ejectOutliers(now.get());

    assertThat(rotation.view().ejected()).containsExactly(instance(1), instance(2));
  }

  @Test
  void judgesAnInstanceThatCameBackByNewCallsAlone() {
    succeed(instance(1), 30, 500);
    succeed(instance(2), 30, 10);
    succeed(instance(3), 30, 10);
    pass(WARM_UP);
    outliers.ejectOutliers(now.get());
    pass(5);
    rotation.startTrial(true);
    succeed(instance(1), 1, 10);

    outliers.ejectOutliers(now.get());

    assertThat(instance(1).state()).isEqualTo(State.IN_ROTATION);
    assertThat(instance(1).outcomes().lastMinute().calls()).isEqualTo(31);
  }

  @Test
  void aLeavingInstanceEndsItsCallsBeforeItIsClosed() {
    Instance one = instance(1);
    assertThat(one.enter()).isTrue();
    rotation.update(found(2, 3));
    rotation.closeLeft();
    assertThat(rotation.view().leaving()).containsExactly(one);
    assertThat(rotation.view().usable()).doesNotContain(one);

    one.leave();
    rotation.closeLeft();

    assertThat(rotation.view().known()).doesNotContain(one);
    assertThat(one.enter()).isFalse();
  }

  @Test
  void anInstanceThatIsResolvedAgainBeforeItHasLeftIsTheSame() {
    Instance one = instance(1);
    one.enter();
    rotation.update(found(2, 3));
    rotation.closeLeft();

    rotation.update(found(1, 2, 3));

    assertThat(instance(1)).isSameAs(one);
    assertThat(rotation.view().usable()).contains(one);
  }

  @Test
  void endsATrialThatTellsNothingSoThatTheNextCallIsOneAgain() {
    Instance one = instance(1);
    succeed(one, 1, 1);
    fail(one, 5);
    pass(5);
    Choice cutShort = startTrial(one);

    outliers.undecided(cutShort);

    assertThat(one.state()).isEqualTo(State.EJECTED);
    Choice next = startTrial(one);
    succeed(cutShort, 1);
    outliers.undecided(cutShort);
    assertThat(one.state()).isEqualTo(State.ON_TRIAL);
    succeed(next, 1);
    assertThat(one.state()).isEqualTo(State.IN_ROTATION);
  }

  @Test
  void endsATrialByItsTimeWhenItsCallNeverComesBack() {
    Instance one = instance(1);
    succeed(one, 1, 1);
    fail(one, 5);
    pass(5);
    Choice lost = startTrial(one);
    pass(3);
    rotation.endLateTrials();
    assertThat(one.state()).isEqualTo(State.ON_TRIAL);

    pass(1);
    rotation.endLateTrials();

    assertThat(one.state()).isEqualTo(State.EJECTED);
    assertThat(one.ejection().reason()).isEqualTo("its trial call did not end");
    fail(lost);
    assertThat(one.ejections()).isEqualTo(2);
    pass(10);
    succeed(startTrial(one), 1);
    assertThat(one.state()).isEqualTo(State.IN_ROTATION);
  }

  @Test
  void risksOneCallThatMayNotBeRepeatedInEachEjectionWhereThereIsNoOther() {
    Instance one = instance(1);
    succeed(one, 1, 1);
    fail(one, 5);
    pass(7);
    assertThat(rotation.startTrial(false)).isNull();

    now.addAndGet(500 * MILLI);
    Choice trial = rotation.startTrial(false);

    assertThat(trial.instance()).isSameAs(one);
    assertThat(rotation.startTrial(false)).isNull();
    fail(trial);
    pass(14);
    assertThat(rotation.startTrial(false)).isNull();
    pass(1);
    succeed(rotation.startTrial(false), 1);
    assertThat(one.state()).isEqualTo(State.IN_ROTATION);
  }

  @Test
  void ejectsForAFifthLessOrMoreThanTheSettingsSay() {
    Instance one = instance(1);
    succeed(one, 1, 1);
    jitter = 0;
    fail(one, 5);
    assertThat(one.ejection().lengthNanos()).isEqualTo(SECONDS.toNanos(4));
    pass(4);
    jitter = 1;
    fail(startTrial(one));
    assertThat(one.ejection().lengthNanos()).isEqualTo(SECONDS.toNanos(12));
  }

  @Test
  void sendsNoCallToAnInstanceThatRestsWhileOthersCanTakeIt() {
    outliers.notNow(chosen(instance(1)), Duration.ofSeconds(7));
    assertThat(rotation.view().usable()).containsExactly(instance(2), instance(3));
    assertThat(rotation.view().inRotation()).hasSize(3);
    outliers.notNow(chosen(instance(2)), Duration.ofSeconds(3));
    outliers.notNow(chosen(instance(3)), Duration.ofSeconds(3));
    assertThat(rotation.view().usable()).as("all rest").hasSize(3);

    pass(3);
    rotation.endRests();
    assertThat(rotation.view().usable()).containsExactly(instance(2), instance(3));
    pass(4);
    rotation.endRests();

    assertThat(rotation.view().usable()).hasSize(3);
    assertThat(instance(1).ejectedTotal()).isZero();
  }

  @Test
  void takesBackAnInstanceWhoseTrialSaysNotNowAndLetsItRest() {
    Instance one = instance(1);
    succeed(one, 1, 1);
    fail(one, 5);
    pass(5);

    outliers.notNow(startTrial(one), Duration.ofSeconds(7));

    assertThat(one.state()).isEqualTo(State.IN_ROTATION);
    assertThat(one.ejections()).isEqualTo(1);
    assertThat(rotation.view().usable()).doesNotContain(one);
  }

  @Test
  void anEjectionGoesOnWhenTheInstanceIsResolvedAgainBeforeItHasLeft() {
    Instance one = instance(1);
    succeed(one, 1, 1);
    fail(one, 5);
    one.enter();
    rotation.update(found(2, 3));
    rotation.closeLeft();

    rotation.update(found(1, 2, 3));

    assertThat(one.state()).isEqualTo(State.EJECTED);
    assertThat(rotation.view().usable()).doesNotContain(one);
  }

  private static void await(Instance instance, long startNanos) {
    Attempt waiting =
        new Attempt(TestService.GET, null, startNanos, Long.MAX_VALUE, Verdict.CUT_SHORT);
    instance.outstanding().add(waiting);
    instance.enter();
  }

  @Test
  void isNotStalledWhenNoPeerWasFasterWithACallAsNew() {
    for (int port = 1; port <= 3; port++) {
      succeed(instance(port), 1, 1);
      succeed(instance(port), 1, 1);
    }
    pass(12);
    succeed(instance(2), 1, 1);
    long begin = now.addAndGet(MILLI);
    for (int call = 0; call < 7; call++) {
      await(instance(1), begin);
    }
    pass(1);
    // A call that began before the seven.
    succeed(instance(3), 1, 1002);
    outliers.ejectStalled(now.get());
    assertThat(instance(1).state()).isEqualTo(State.IN_ROTATION);

    // One as new, and hardly faster.
    succeed(instance(2), 1, 990);
    outliers.ejectStalled(now.get());
    assertThat(instance(1).state()).isEqualTo(State.IN_ROTATION);

    succeed(instance(2), 1, 300);
    outliers.ejectStalled(now.get());

    assertThat(instance(1).state()).isEqualTo(State.EJECTED);
    assertThat(instance(1).outstanding())
        .allSatisfy(given -> assertThat(given.cancelledAs()).isEqualTo(Verdict.FAILED));
  }
}
