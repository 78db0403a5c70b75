package local.microservice.consumer.discovery;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.stork.api.ServiceInstance;
import io.smallrye.stork.impl.DefaultServiceInstance;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
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
  private final Rotation rotation = new Rotation("provider", settings, this::nanoTime);
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

  private Instance instance(int port) {
    return rotation.view().known().stream()
        .filter(each -> each.getPort() == port)
        .findFirst()
        .orElseThrow();
  }

  private void fail(Instance instance, State chosenIn, int times) {
    for (int call = 0; call < times; call++) {
      instance.failed("HTTP status 500");
      outliers.failed(instance, chosenIn, false, "HTTP status 500");
    }
  }

  private void succeed(Instance instance, int times, long millis) {
    for (int call = 0; call < times; call++) {
      instance.succeeded(millis * MILLI);
      outliers.succeeded(instance, instance.state(), millis * MILLI);
    }
  }

  private void pass(long seconds) {
    now.addAndGet(SECONDS.toNanos(seconds));
  }

  @Test
  void triesAnInstanceThatHasNeverAnsweredEverySecond() {
    rotation.update(found(1, 2, 3, 4));
    Instance starting = instance(4);
    fail(starting, State.IN_ROTATION, 5);

    for (int second = 0; second < 20; second++) {
      assertThat(starting.state()).isEqualTo(State.EJECTED);
      assertThat(rotation.startTrial()).isNull();
      pass(1);
      assertThat(rotation.startTrial()).isSameAs(starting);
      fail(starting, State.ON_TRIAL, 1);
    }
    pass(1);
    assertThat(rotation.startTrial()).isSameAs(starting);
    succeed(starting, 1, 1);

    assertThat(starting.state()).isEqualTo(State.IN_ROTATION);
  }

  @Test
  void startsNoTrialOfAnInstanceThatComesBackMeanwhile() {
    fail(instance(1), State.IN_ROTATION, 5);
    pass(60);
    meanwhile = () -> rotation.readmit(instance(1));

    assertThat(rotation.startTrial()).isNull();
    assertThat(instance(1).state()).isEqualTo(State.IN_ROTATION);
  }

  @Test
  void ejectsAfterFiveFailuresInARow() {
    Instance one = instance(1);
    fail(one, State.IN_ROTATION, 4);
    succeed(one, 1, 1);
    fail(one, State.IN_ROTATION, 4);
    assertThat(one.state()).isEqualTo(State.IN_ROTATION);

    fail(one, State.IN_ROTATION, 1);

    assertThat(one.state()).isEqualTo(State.EJECTED);
    assertThat(one.ejection().reason()).contains("5 calls failed in a row", "HTTP status 500");
    assertThat(rotation.view().usable()).containsExactly(instance(2), instance(3));
  }

  @Test
  void ejectsAtOnceWhereNobodyListens() {
    Instance one = instance(1);
    one.failed("refused");
    outliers.failed(one, State.IN_ROTATION, true, "refused");

    assertThat(one.state()).isEqualTo(State.EJECTED);
    assertThat(one.ejection().reason()).isEqualTo("it takes no connection: refused");
  }

  @Test
  void triesAnInstanceWhereNobodyListensEverySecondUntilOneDoes() {
    Instance one = instance(1);
    succeed(one, 1, 1);
    one.failed("refused");
    outliers.failed(one, State.IN_ROTATION, true, "refused");
    for (int second = 0; second < 20; second++) {
      pass(1);
      assertThat(rotation.startTrial()).isSameAs(one);
      outliers.failed(one, State.ON_TRIAL, true, "refused");
    }
    pass(1);
    rotation.startTrial();
    succeed(one, 1, 1);
    assertThat(one.state()).isEqualTo(State.IN_ROTATION);

    fail(one, State.IN_ROTATION, 5);
    pass(4);

    assertThat(rotation.startTrial()).isNull();
  }

  @Test
  void givesExactlyOneTrialWhenTheEjectionIsOver() {
    Instance one = instance(1);
    succeed(one, 1, 1);
    fail(one, State.IN_ROTATION, 5);
    pass(4);
    assertThat(rotation.startTrial()).isNull();

    pass(1);

    assertThat(rotation.startTrial()).isSameAs(one);
    assertThat(rotation.startTrial()).isNull();
    assertThat(one.state()).isEqualTo(State.ON_TRIAL);
    succeed(one, 1, 1);
    assertThat(one.state()).isEqualTo(State.IN_ROTATION);
  }

  @Test
  void doublesTheEjectionUntilAMinuteAndForgetsAfterAMinuteOfHealth() {
    Instance one = instance(1);
    succeed(one, 1, 1);
    fail(one, State.IN_ROTATION, 5);
    for (long seconds : new long[] {5, 10, 20, 40, 60, 60, 60}) {
      pass(seconds - 1);
      assertThat(rotation.startTrial()).isNull();
      pass(1);
      assertThat(rotation.startTrial()).as("after %s s", seconds).isSameAs(one);
      fail(one, State.ON_TRIAL, 1);
      assertThat(one.state()).isEqualTo(State.EJECTED);
    }
    pass(60);
    rotation.startTrial();
    succeed(one, 1, 1);
    pass(61);
    fail(one, State.IN_ROTATION, 5);
    pass(5);

    assertThat(rotation.startTrial()).isSameAs(one);
  }

  @Test
  void usesAllWhenEveryInstanceIsEjectedAndTakesBackTheFirstThatAnswers() {
    for (int port = 1; port <= 3; port++) {
      fail(instance(port), State.IN_ROTATION, 5);
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
    fail(one, State.IN_ROTATION, 5);

    one.succeeded(MILLI);
    outliers.succeeded(one, State.IN_ROTATION, MILLI);

    assertThat(one.state()).isEqualTo(State.EJECTED);
  }

  @Test
  void ejectsAnInstanceThatFailsFarMoreOftenThanItsPeers() {
    for (int round = 0; round < 20; round++) {
      succeed(instance(1), 1, 1);
      fail(instance(1), State.IN_ROTATION, 1);
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
    assertThat(rotation.startTrial()).isSameAs(slow);
    succeed(slow, 1, 100);
    assertThat(slow.state()).isEqualTo(State.EJECTED);
    pass(10);
    assertThat(rotation.startTrial()).isSameAs(slow);
    succeed(slow, 1, 20);
    assertThat(slow.state()).isEqualTo(State.IN_ROTATION);
  }

  @Test
  void leavesInstancesAloneThatAreAllAlikeOrHadFewCalls() {
    succeed(instance(1), 19, 1000);
    succeed(instance(2), 30, 10);
    succeed(instance(3), 30, 25);
    for (int port = 2; port <= 3; port++) {
      for (int round = 0; round < 15; round++) {
        fail(instance(port), State.IN_ROTATION, 1);
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
    fail(restarted, State.IN_ROTATION, 5);
    pass(WARM_UP);
    rotation.startTrial();
    succeed(restarted, 30, 100);

    outliers.ejectOutliers(now.get());
    assertThat(restarted.state()).isEqualTo(State.IN_ROTATION);
    pass(WARM_UP);
    outliers.ejectOutliers(now.get());

    assertThat(restarted.state()).isEqualTo(State.EJECTED);
  }

  @Test
  void ejectsAtMostHalfForBeingWorseThanTheirPeers() {
    rotation.update(found(1, 2, 3, 4));
    succeed(instance(1), 30, 500);
    succeed(instance(2), 30, 400);
    succeed(instance(3), 30, 300);
    succeed(instance(4), 30, 1);
    pass(WARM_UP);

    outliers.ejectOutliers(now.get());
    outliers.ejectOutliers(now.get());

    assertThat(rotation.view().ejected()).hasSizeLessThanOrEqualTo(2);
    assertThat(rotation.view().usable()).hasSizeGreaterThanOrEqualTo(2);
  }

  @Test
  void judgesAnInstanceThatCameBackByNewCallsAlone() {
    succeed(instance(1), 30, 500);
    succeed(instance(2), 30, 10);
    succeed(instance(3), 30, 10);
    pass(WARM_UP);
    outliers.ejectOutliers(now.get());
    pass(5);
    rotation.startTrial();
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
}
