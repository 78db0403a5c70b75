package local.microservice.discovery.instance;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static local.microservice.discovery.fixtures.TestError.error;
import static local.microservice.discovery.fixtures.TestError.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import local.microservice.discovery.call.ServiceSettings;
import local.microservice.discovery.config.SettingsReader;
import local.microservice.discovery.fixtures.MapConfig;
import local.microservice.discovery.fixtures.TestClock;
import local.microservice.discovery.fixtures.TestService;
import local.microservice.discovery.http.Endpoint;
import local.microservice.discovery.http.Exchange;
import local.microservice.discovery.http.KeptConnections;
import org.junit.jupiter.api.Test;

/** What each judge says by itself. {@link OutlierDetectionTest} tests which instance is ejected. */
class JudgesTest {

  private final TestClock clock = TestClock.overflowingIn(1);
  private final ServiceSettings settings = SettingsReader.of(new MapConfig(), "provider");
  private final Instance one = instance(1);
  private final Instance two = instance(2);
  private final Instance three = instance(3);

  private final FailuresInARow failuresInARow = new FailuresInARow(2);
  private final Stalled stalled = new Stalled(500);
  private final WorseThanPeers worseThanPeers = new WorseThanPeers(settings.ejection());

  private Instance instance(int port) {
    Endpoint endpoint = new Endpoint("http", "127.0.0.1", null, port);
    return new Instance(endpoint, new KeptConnections(endpoint, settings.connection()), clock);
  }

  private static void succeed(Instance instance, int times, long millis) {
    for (int call = 0; call < times; call++) {
      instance.history().succeeded(MILLISECONDS.toNanos(millis));
    }
  }

  private static void failAlways(Instance instance) {
    for (int call = 0; call < 20; call++) {
      instance.history().failed(error("no"));
    }
  }

  private void send(int calls, Instance to) {
    for (int call = 0; call < calls; call++) {
      to.enter();
      to.outstanding()
          .add(
              new Exchange(
                  TestService.GET.request(),
                  Map.of(),
                  clock.nanos(),
                  Long.MAX_VALUE,
                  true,
                  System::nanoTime));
    }
  }

  @Test
  void failuresInARowAreJudgedOnceThereAreEnough() {
    one.history().failed(error("first"));
    assertThat(failuresInARow.judge(one, error("first"))).isEmpty();

    one.history().failed(error("last"));

    assertThat(failuresInARow.judge(one, error("last")))
        .contains(new Reason.FailedInARow(2, error("last")));
    one.history().succeeded(1);
    assertThat(failuresInARow.judge(one, error("last"))).isEmpty();
  }

  @Test
  void oneRefusedConnectionIsEnough() {
    assertThat(failuresInARow.judge(one, refused("refused")))
        .contains(new Reason.Refused(refused("refused")));
  }

  @Test
  void oneIsStalledWhoseCallsWaitWhileAPeerAnswers() {
    clock.pass(1, MILLISECONDS);
    send(5, one);
    clock.pass(501, MILLISECONDS);
    two.history().succeeded(1);
    List<Instance> peers = List.of(one, two);

    assertThat(stalled.judge(one, peers, clock.nanos()))
        .contains(new Reason.Stalled(5, MILLISECONDS.toNanos(500)));
    assertThat(stalled.judge(two, peers, clock.nanos()))
        .as("an instance without outstanding calls")
        .isEmpty();
    assertThat(stalled.judge(one, List.of(one), clock.nanos()))
        .as("an instance without peers")
        .isEmpty();
  }

  @Test
  void callsThatHaveEndedDoNotWait() {
    clock.pass(1, MILLISECONDS);
    send(5, one);
    one.outstanding().remove(one.outstanding().iterator().next());
    clock.pass(501, MILLISECONDS);
    two.history().succeeded(1);

    assertThat(stalled.judge(one, List.of(one, two), clock.nanos())).isEmpty();
  }

  @Test
  void patienceIsThreeTimesTheSlowestAnswersOrTheSetting() {
    assertThat(stalled.patienceNanos(one)).isEqualTo(MILLISECONDS.toNanos(500));
    succeed(one, 1, 1000);

    assertThat(stalled.patienceNanos(one))
        .isBetween(MILLISECONDS.toNanos(2800), MILLISECONDS.toNanos(3200));
  }

  @Test
  void onlyWhoHadEnoughCallsIsCompared() {
    succeed(one, 20, 1);
    succeed(two, 19, 1);
    failAlways(three);

    assertThat(worseThanPeers.comparable(List.of(one, two, three))).containsOnlyKeys(one, three);
  }

  @Test
  void oneIsWorseByItsRateOrByItsLatencyAndAloneByNeither() {
    succeed(one, 20, 20);
    succeed(two, 20, 100);
    failAlways(three);
    clock.pass(30, SECONDS);
    List<Instance> all = List.of(one, two, three);

    assertThat(judge(one, all))
        .as("a peer without good answers is no measure of latency")
        .isEmpty();
    assertThat(judge(two, List.of(one, two)))
        .get()
        .isInstanceOfSatisfying(
            Reason.Slow.class,
            slow -> {
              assertThat(slow.ownMillis()).isBetween(93.0, 107.0);
              assertThat(slow.peersMillis()).isBetween(18.6, 21.4);
              assertThat(slow.limitNanos())
                  .isBetween(MILLISECONDS.toNanos(56), MILLISECONDS.toNanos(64));
            });
    assertThat(judge(three, all)).contains(new Reason.FailsMore(0, 1));
    assertThat(judge(three, List.of(three))).isEmpty();
  }

  private Optional<Reason> judge(Instance instance, List<Instance> among) {
    return worseThanPeers.judge(instance, worseThanPeers.comparable(among), clock.nanos());
  }
}
