package local.microservice.discovery.instance;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static local.microservice.discovery.fixtures.TestError.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
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
import local.microservice.discovery.instance.Standing.OnTrial;
import local.microservice.discovery.resolve.EndpointState;
import local.microservice.discovery.resolve.Resolved;
import local.microservice.discovery.resolve.SourceInForce;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RotationTest {

  private static final int WARM_UP = 30;

  private final TestClock clock = new TestClock(Long.MAX_VALUE - MILLISECONDS.toNanos(3));
  private final ServiceSettings settings = SettingsReader.of(new MapConfig(), "provider");
  private final Draw draw = new Draw();
  private final Rotation rotation =
      new Rotation(
          "provider",
          endpoint -> new KeptConnections(endpoint, settings.connection()),
          new BackOff(settings.ejection(), clock, () -> draw),
          clock,
          RotationListener.NONE);
  private final OutlierDetection outliers = new OutlierDetection(rotation, settings.ejection());

  @BeforeEach
  void joinThree() {
    rotation.update(new Resolved(found(1, 2, 3), 0, null));
  }

  @AfterEach
  void close() {
    rotation.close();
  }

  private static List<Endpoint> found(int... ports) {
    List<Endpoint> found = new ArrayList<>();
    for (int port : ports) {
      found.add(new Endpoint("http", "127.0.0.1", null, port));
    }
    return found;
  }

  /** One address under several names. */
  private static List<Endpoint> named(String... names) {
    InetAddress ip = InetAddress.getLoopbackAddress();
    return Stream.of(names).map(name -> new Endpoint("https", name, ip, 1)).toList();
  }

  private Instance instance(int port) {
    return rotation.view().known().stream()
        .filter(each -> each.endpoint().port() == port)
        .findFirst()
        .orElseThrow();
  }

  private static String reason(Instance instance) {
    return instance.standing().ejection().orElseThrow().reason().text();
  }

  private static int ejectionsInARow(Instance instance) {
    return instance.standing() instanceof InRotation well
        ? well.ejections()
        : instance.standing().ejection().orElseThrow().inARow();
  }

  private void fail(Instance instance, int times) {
    for (int call = 0; call < times; call++) {
      outliers.failed(Choice.of(instance), CallError.of(500));
    }
  }

  private void fail(Choice trial) {
    outliers.failed(trial, CallError.of(500));
  }

  private void succeed(Choice choice, long millis) {
    outliers.succeeded(choice, MILLISECONDS.toNanos(millis));
  }

  private void succeed(Instance instance, int times, long millis) {
    for (int call = 0; call < times; call++) {
      succeed(Choice.of(instance), millis);
    }
  }

  private Choice startTrial(Instance of) {
    Optional<Choice> trial = rotation.startTrial(true, each -> true);
    assertThat(trial).map(Choice::instance).containsSame(of);
    assertThat(trial).map(Choice::trial).contains(true);
    return trial.orElseThrow();
  }

  private void pass(long seconds) {
    clock.pass(seconds, SECONDS);
  }

  private static Resolved withStates(List<Endpoint> found, Map<Endpoint, EndpointState> states) {
    SourceInForce slices = SourceInForce.only(SourceInForce.ENDPOINT_SLICES);
    return new Resolved(found, states, 0, null, slices, null);
  }

  private static EndpointState state(boolean terminating, String zone) {
    return new EndpointState(!terminating, true, terminating, zone, null, Set.of());
  }

  @Test
  void showsWhatTheClusterSaysOfAnInstanceAlsoWhileItLeaves() {
    List<Endpoint> found = found(1, 2);
    Endpoint one = found.get(0);
    Endpoint two = found.get(1);
    rotation.update(withStates(found, Map.of(one, state(false, "a"))));
    Instance instance = instance(1);
    assertThat(instance.state()).contains(state(false, "a"));
    assertThat(instance(2).state()).isEmpty();

    rotation.update(withStates(List.of(two), Map.of(one, state(true, "a"))));
    assertThat(instance.isLeaving()).isTrue();
    assertThat(instance.state()).contains(state(true, "a"));

    rotation.update(withStates(List.of(two), Map.of()));
    assertThat(instance.state()).contains(state(true, "a"));
  }

  @Test
  void makesANewViewWhenOnlyAStateChangesAndKeepsTheInstancesWithoutAnEndpoint() {
    List<Endpoint> found = found(1);
    rotation.update(withStates(found, Map.of(found.get(0), state(false, "a"))));
    RotationView before = rotation.view();

    rotation.update(withStates(List.of(), Map.of(found.get(0), state(true, "a"))));

    assertThat(rotation.view()).isNotSameAs(before);
    assertThat(rotation.view().inRotation()).containsExactly(instance(1));
    assertThat(instance(1).state()).contains(state(true, "a"));
  }

  @Test
  void takesTheSameAddressUnderAnotherNameForAnotherInstance() {
    rotation.update(new Resolved(named("old.test"), 0, null));
    Instance old = instance(1);
    old.enter();

    rotation.update(new Resolved(named("new.test"), 0, null));

    Instance other = rotation.view().all().get(0);
    assertThat(rotation.view().all()).singleElement().isNotSameAs(old);
    assertThat(other.endpoint().name()).isEqualTo("new.test");
    assertThat(other.address()).isEqualTo(old.address()).isEqualTo("https://127.0.0.1:1");
    assertThat(rotation.view().leaving()).contains(old);

    old.leave();
    rotation.closeLeft();

    assertThat(rotation.view().known()).containsExactly(other);
  }

  @Test
  void takesAnInstanceBackWhoseNameIsTheOldOneAgain() {
    rotation.update(new Resolved(named("old.test"), 0, null));
    Instance old = rotation.view().all().get(0);
    rotation.update(new Resolved(named("new.test"), 0, null));
    rotation.update(new Resolved(named("old.test"), 0, null));

    assertThat(rotation.view().all()).containsExactly(old);
    assertThat(old.standing()).isInstanceOf(InRotation.class);
  }

  @Test
  void countsAnAddressOnceThoughTwoNamesLeadToIt() {
    rotation.update(new Resolved(named("one.test", "two.test"), 0, null));
    Instance one = rotation.view().all().get(0);
    assertThat(rotation.view().all()).containsExactly(one);
    assertThat(one.endpoint().name()).isEqualTo("one.test");

    rotation.update(new Resolved(named("two.test", "one.test"), 0, null));
    assertThat(rotation.view().all()).containsExactly(one);

    rotation.update(new Resolved(named("two.test"), 0, null));
    assertThat(rotation.view().all())
        .singleElement()
        .extracting(each -> each.endpoint().name())
        .isEqualTo("two.test");
  }

  @Test
  void triesAnInstanceThatHasNeverAnsweredEverySecond() {
    rotation.update(new Resolved(found(1, 2, 3, 4), 0, null));
    Instance starting = instance(4);
    fail(starting, 5);

    for (int second = 0; second < 20; second++) {
      assertThat(starting.standing()).isInstanceOf(Ejected.class);
      assertThat(rotation.startTrial(true, each -> true)).isEmpty();
      pass(1);
      fail(startTrial(starting));
    }
    pass(1);
    succeed(startTrial(starting), 1);

    assertThat(starting.standing()).isInstanceOf(InRotation.class);
  }

  @Test
  void startsNoTrialOfAnInstanceThatComesBackMeanwhile() {
    fail(instance(1), 5);
    pass(60);
    Choice answered = Choice.of(instance(1));
    clock.beforeTheNextLook(() -> rotation.readmit(answered));

    assertThat(rotation.startTrial(true, each -> true)).isEmpty();
    assertThat(instance(1).standing()).isInstanceOf(InRotation.class);
  }

  @Test
  void ejectsAfterFiveFailuresInARow() {
    Instance one = instance(1);
    fail(one, 4);
    succeed(one, 1, 1);
    fail(one, 4);
    assertThat(one.standing()).isInstanceOf(InRotation.class);

    fail(one, 1);

    assertThat(one.standing()).isInstanceOf(Ejected.class);
    assertThat(reason(one)).contains("5 calls failed in a row", "HTTP status 500");
    assertThat(rotation.view().usable()).containsExactly(instance(2), instance(3));
  }

  @Test
  void ejectsAtOnceWhereNobodyListens() {
    Instance one = instance(1);
    outliers.failed(Choice.of(one), refused("refused"));

    assertThat(one.standing()).isInstanceOf(Ejected.class);
    assertThat(reason(one)).isEqualTo("it takes no connection: refused");
  }

  @Test
  void triesAnInstanceWhereNobodyListensEverySecondUntilOneDoes() {
    Instance one = instance(1);
    succeed(one, 1, 1);
    outliers.failed(Choice.of(one), refused("refused"));
    for (int second = 0; second < 20; second++) {
      pass(1);
      outliers.failed(startTrial(one), refused("refused"));
    }
    pass(1);
    rotation.startTrial(true, each -> true);
    succeed(one, 1, 1);
    assertThat(one.standing()).isInstanceOf(InRotation.class);

    fail(one, 5);
    pass(4);

    assertThat(rotation.startTrial(true, each -> true)).isEmpty();
  }

  @Test
  void triesTheInstanceThatWaitsTheLongestWhateverItsPlace() {
    fail(instance(2), 5);
    pass(1);
    fail(instance(1), 5);
    pass(10);

    fail(startTrial(instance(2)));
    fail(startTrial(instance(1)));

    assertThat(rotation.startTrial(true, each -> true)).isEmpty();
  }

  @Test
  void givesExactlyOneTrialWhenTheEjectionIsOver() {
    Instance one = instance(1);
    succeed(one, 1, 1);
    fail(one, 5);
    pass(4);
    assertThat(rotation.startTrial(true, each -> true)).isEmpty();

    pass(1);

    Choice trial = startTrial(one);
    assertThat(rotation.startTrial(true, each -> true)).isEmpty();
    assertThat(one.standing()).isInstanceOf(OnTrial.class);
    succeed(trial, 1);
    assertThat(one.standing()).isInstanceOf(InRotation.class);
  }

  @Test
  void doublesTheEjectionUntilAMinuteAndForgetsAfterAMinuteOfHealth() {
    Instance one = instance(1);
    succeed(one, 1, 1);
    fail(one, 5);
    for (long seconds : new long[] {5, 10, 20, 40, 60, 60, 60}) {
      pass(seconds - 1);
      assertThat(rotation.startTrial(true, each -> true)).isEmpty();
      pass(1);
      fail(startTrial(one));
      assertThat(one.standing()).isInstanceOf(Ejected.class);
    }
    pass(60);
    rotation.startTrial(true, each -> true);
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
    Choice before = Choice.of(one);
    fail(one, 5);

    succeed(before, 1);

    assertThat(one.standing()).isInstanceOf(Ejected.class);
  }

  @Test
  void aLateAnswerToACallUnderAnOlderEjectionChangesNothing() {
    for (int port = 1; port <= 3; port++) {
      succeed(instance(port), 1, 1);
      fail(instance(port), 5);
    }
    Choice older = Choice.of(instance(1));
    pass(5);
    fail(startTrial(instance(1)));
    Standing ejected = instance(1).standing();

    succeed(older, 1);

    assertThat(instance(1).standing()).isSameAs(ejected).isInstanceOf(Ejected.class);
    assertThat(instance(1).history().failuresInARow()).isZero();
  }

  @Test
  void ejectsAnInstanceThatFailsFarMoreOftenThanItsPeers() {
    for (int round = 0; round < 20; round++) {
      succeed(instance(1), 1, 1);
      fail(instance(1), 1);
      succeed(instance(2), 2, 1);
      succeed(instance(3), 2, 1);
    }

    outliers.ejectOutliers(clock.nanos());

    assertThat(reason(instance(1))).isEqualTo("50 % of its calls succeed, of its peers' 100 %");
    assertThat(rotation.view().usable()).containsExactly(instance(2), instance(3));
  }

  @Test
  void ejectsAnInstanceThatIsFarSlowerAndHoldsItsTrialToThat() {
    succeed(instance(1), 30, 100);
    succeed(instance(2), 30, 10);
    succeed(instance(3), 30, 11);
    pass(WARM_UP);

    outliers.ejectOutliers(clock.nanos());

    Instance slow = instance(1);
    assertThat(reason(slow)).contains("its median latency is 10", "ms, its peers' 1");
    pass(5);
    succeed(startTrial(slow), 100);
    assertThat(slow.standing()).isInstanceOf(Ejected.class);
    pass(10);
    succeed(startTrial(slow), 20);
    assertThat(slow.standing()).isInstanceOf(InRotation.class);
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

    outliers.ejectOutliers(clock.nanos());

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
    outliers.ejectOutliers(clock.nanos());
    assertThat(starting.standing()).isInstanceOf(InRotation.class);

    pass(1);
    outliers.ejectOutliers(clock.nanos());

    assertThat(starting.standing()).isInstanceOf(Ejected.class);
  }

  @Test
  void letsAnInstanceThatFailedBeSlowAgain() {
    for (int port = 1; port <= 3; port++) {
      succeed(instance(port), 30, 10);
    }
    Instance restarted = instance(1);
    fail(restarted, 5);
    pass(WARM_UP);
    rotation.startTrial(true, each -> true);
    succeed(restarted, 30, 100);

    outliers.ejectOutliers(clock.nanos());
    assertThat(restarted.standing()).isInstanceOf(InRotation.class);
    pass(WARM_UP);
    outliers.ejectOutliers(clock.nanos());

    assertThat(restarted.standing()).isInstanceOf(Ejected.class);
  }

  @Test
  void ejectsAtMostHalfForBeingWorseThanTheirPeers() {
    rotation.update(new Resolved(found(1, 2, 3, 4, 5), 0, null));
    succeed(instance(1), 30, 500);
    succeed(instance(2), 30, 400);
    succeed(instance(3), 30, 300);
    succeed(instance(4), 30, 1);
    succeed(instance(5), 30, 1);
    pass(WARM_UP);

    outliers.ejectOutliers(clock.nanos());
    outliers.ejectOutliers(clock.nanos());

    assertThat(rotation.view().ejected()).containsExactly(instance(1), instance(2));
  }

  @Test
  void judgesAnInstanceThatCameBackByNewCallsAlone() {
    succeed(instance(1), 30, 500);
    succeed(instance(2), 30, 10);
    succeed(instance(3), 30, 10);
    pass(WARM_UP);
    outliers.ejectOutliers(clock.nanos());
    pass(5);
    rotation.startTrial(true, each -> true);
    succeed(instance(1), 1, 10);

    outliers.ejectOutliers(clock.nanos());

    assertThat(instance(1).standing()).isInstanceOf(InRotation.class);
    assertThat(instance(1).history().outcomes().lastMinute().calls()).isEqualTo(31);
  }

  @Test
  void aLeavingInstanceEndsItsCallsBeforeItIsClosed() {
    Instance one = instance(1);
    assertThat(one.enter()).isTrue();
    rotation.update(new Resolved(found(2, 3), 0, null));
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
    rotation.update(new Resolved(found(2, 3), 0, null));
    rotation.closeLeft();

    rotation.update(new Resolved(found(1, 2, 3), 0, null));

    assertThat(instance(1)).isSameAs(one);
    assertThat(rotation.view().usable()).contains(one);
  }

  @Test
  void makesTheNextCallATrialAfterOneWithoutAResult() {
    Instance one = instance(1);
    succeed(one, 1, 1);
    fail(one, 5);
    pass(5);
    Choice cutShort = startTrial(one);

    rotation.endUndecided(cutShort);

    assertThat(one.standing()).isInstanceOf(Ejected.class);
    Choice next = startTrial(one);
    succeed(cutShort, 1);
    rotation.endUndecided(cutShort);
    assertThat(one.standing()).isInstanceOf(OnTrial.class);
    succeed(next, 1);
    assertThat(one.standing()).isInstanceOf(InRotation.class);
  }

  @Test
  void endsATrialByItsTimeWhenItsCallNeverComesBack() {
    Instance one = instance(1);
    succeed(one, 1, 1);
    fail(one, 5);
    pass(5);
    Choice lost = startTrial(one);
    pass(3);
    rotation.endWhatIsOver();
    assertThat(one.standing()).isInstanceOf(OnTrial.class);

    pass(1);
    rotation.endWhatIsOver();

    assertThat(one.standing()).isInstanceOf(Ejected.class);
    assertThat(reason(one)).isEqualTo("its trial call did not end");
    fail(lost);
    assertThat(ejectionsInARow(one)).isEqualTo(2);
    pass(10);
    succeed(startTrial(one), 1);
    assertThat(one.standing()).isInstanceOf(InRotation.class);
  }

  @Test
  void risksOneCallThatMayNotBeRepeatedInEachEjectionWhereThereIsNoOther() {
    Instance one = instance(1);
    succeed(one, 1, 1);
    fail(one, 5);
    pass(7);
    assertThat(rotation.startTrial(false, each -> true)).isEmpty();

    clock.pass(500, MILLISECONDS);
    Choice trial = rotation.startTrial(false, each -> true).orElseThrow();

    assertThat(trial.instance()).isSameAs(one);
    assertThat(rotation.startTrial(false, each -> true)).isEmpty();
    fail(trial);
    pass(14);
    assertThat(rotation.startTrial(false, each -> true)).isEmpty();
    pass(1);
    succeed(rotation.startTrial(false, each -> true).orElseThrow(), 1);
    assertThat(one.standing()).isInstanceOf(InRotation.class);
  }

  @Test
  void ejectsForAFifthLessOrMoreThanTheSettingsSay() {
    Instance one = instance(1);
    succeed(one, 1, 1);
    draw.next = 0;
    fail(one, 5);
    assertThat(one.standing().ejection().orElseThrow().lengthNanos()).isEqualTo(SECONDS.toNanos(4));
    pass(4);
    draw.next = 1;
    fail(startTrial(one));
    assertThat(one.standing().ejection().orElseThrow().lengthNanos())
        .isEqualTo(SECONDS.toNanos(12));
  }

  @Test
  void sendsNoCallToAnInstanceThatRestsWhileOthersCanTakeIt() {
    outliers.notNow(Choice.of(instance(1)), Duration.ofSeconds(7));
    assertThat(rotation.view().usable()).containsExactly(instance(2), instance(3));
    assertThat(rotation.view().inRotation()).hasSize(3);
    outliers.notNow(Choice.of(instance(2)), Duration.ofSeconds(3));
    outliers.notNow(Choice.of(instance(3)), Duration.ofSeconds(3));
    assertThat(rotation.view().usable()).as("every instance rests, so all get calls").hasSize(3);

    pass(3);
    rotation.endWhatIsOver();
    assertThat(rotation.view().usable()).containsExactly(instance(2), instance(3));
    pass(4);
    rotation.endWhatIsOver();

    assertThat(rotation.view().usable()).hasSize(3);
    assertThat(instance(1).ejections()).isZero();
  }

  @Test
  void takesBackAnInstanceWhoseTrialSaysNotNowAndLetsItRest() {
    Instance one = instance(1);
    succeed(one, 1, 1);
    fail(one, 5);
    pass(5);

    outliers.notNow(startTrial(one), Duration.ofSeconds(7));

    assertThat(one.standing()).isInstanceOf(InRotation.class);
    assertThat(ejectionsInARow(one)).isEqualTo(1);
    assertThat(rotation.view().usable()).doesNotContain(one);
  }

  @Test
  void anEjectionGoesOnWhenTheInstanceIsResolvedAgainBeforeItHasLeft() {
    Instance one = instance(1);
    succeed(one, 1, 1);
    fail(one, 5);
    one.enter();
    rotation.update(new Resolved(found(2, 3), 0, null));
    rotation.closeLeft();

    rotation.update(new Resolved(found(1, 2, 3), 0, null));

    assertThat(one.standing()).isInstanceOf(Ejected.class);
    assertThat(rotation.view().usable()).doesNotContain(one);
  }

  private static void await(Instance instance, long startNanos) {
    Exchange waiting =
        new Exchange(
            TestService.GET.request(),
            Map.of(),
            startNanos,
            Long.MAX_VALUE,
            false,
            System::nanoTime);
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
    clock.pass(1, MILLISECONDS);
    long begin = clock.nanos();
    for (int call = 0; call < 7; call++) {
      await(instance(1), begin);
    }
    pass(1);
    // This call began before the seven, so its end proves no stall.
    succeed(instance(3), 1, 1002);
    outliers.ejectStalled(clock.nanos());
    assertThat(instance(1).standing()).isInstanceOf(InRotation.class);

    // This call is as new as the seven, but not much faster.
    succeed(instance(2), 1, 990);
    outliers.ejectStalled(clock.nanos());
    assertThat(instance(1).standing()).isInstanceOf(InRotation.class);

    succeed(instance(2), 1, 300);
    outliers.ejectStalled(clock.nanos());

    assertThat(instance(1).standing()).isInstanceOf(Ejected.class);
    assertThat(instance(1).outstanding())
        .hasSize(7)
        .allSatisfy(given -> assertThat(given.cancellation().againstInstance()).isTrue());
  }
}
