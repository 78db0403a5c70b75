package local.microservice.discovery.instance;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static local.microservice.discovery.fixtures.TestError.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import local.microservice.discovery.config.SettingsReader;
import local.microservice.discovery.fixtures.MapConfig;
import local.microservice.discovery.fixtures.TestClock;
import local.microservice.discovery.http.Endpoint;
import local.microservice.discovery.http.KeptConnections;
import org.junit.jupiter.api.Test;

class LatencyTest {

  private final TestClock clock = new TestClock(0);
  private final Instance one = instance(1);
  private final Instance other = instance(2);

  private Instance instance(int port) {
    Endpoint endpoint = new Endpoint("http", "127.0.0.1", null, port);
    return new Instance(
        endpoint,
        new KeptConnections(endpoint, SettingsReader.of(new MapConfig(), "provider").connection()),
        clock);
  }

  private static void answer(Instance instance, int calls, long millis) {
    for (int call = 0; call < calls; call++) {
      instance.history().succeeded(MILLISECONDS.toNanos(millis));
    }
  }

  private static void turn(Instance instance, int slices) {
    for (int slice = 0; slice < slices; slice++) {
      instance.history().outcomes().turn();
    }
  }

  private static void warmUp(Instance instance) {
    answer(instance, 1, 1000);
    turn(instance, 3);
  }

  @Test
  void isThereOnceThereAreEnoughAnswers() {
    warmUp(one);
    answer(one, 19, 10);
    assertThat(Latency.recent(one)).isEqualTo(Latency.NONE);

    answer(one, 1, 10);
    assertThat(Latency.recent(one).p50Millis().orElseThrow()).isCloseTo(10, within(0.7));
    assertThat(Latency.recent(one).p99Millis()).isEmpty();

    answer(one, 79, 10);
    assertThat(Latency.recent(one).p99Millis()).isEmpty();
    answer(one, 1, 10);
    assertThat(Latency.recent(one).p99Millis().orElseThrow()).isCloseTo(10, within(0.7));
  }

  @Test
  void leavesOutTheFirstTenSecondsOfAProcess() {
    answer(one, 100, 1000);
    for (int slice = 0; slice < 2; slice++) {
      turn(one, 1);
      answer(one, 100, 1000);
      assertThat(Latency.recent(one)).isEqualTo(Latency.NONE);
    }

    turn(one, 1);
    answer(one, 100, 10);

    assertThat(Latency.recent(one).p99Millis().orElseThrow()).isCloseTo(10, within(0.7));
  }

  @Test
  void leavesThemOutAgainForTheNextProcessAtTheAddress() {
    warmUp(one);
    answer(one, 100, 10);
    one.history().failed(refused("no"));
    one.history().ended();
    answer(one, 100, 1000);

    assertThat(Latency.recent(one)).isEqualTo(Latency.NONE);
    turn(one, 2);
    answer(one, 100, 1000);
    assertThat(Latency.recent(one)).isEqualTo(Latency.NONE);
    turn(one, 1);
    answer(one, 100, 10);
    assertThat(Latency.recent(one).p50Millis().orElseThrow()).isCloseTo(10, within(0.7));
  }

  @Test
  void isOfTheLastFiveToTenSeconds() {
    warmUp(one);
    answer(one, 100, 10);
    turn(one, 1);
    assertThat(Latency.recent(one).p50Millis()).isPresent();

    turn(one, 1);
    assertThat(Latency.recent(one)).isEqualTo(Latency.NONE);
  }

  @Test
  void ofAllInstancesCountsTheirAnswersTogether() {
    warmUp(one);
    warmUp(other);
    answer(one, 90, 10);
    answer(other, 10, 500);

    Latency all = Latency.recent(List.of(one, other));

    assertThat(all.p50Millis().orElseThrow()).isCloseTo(10, within(0.7));
    assertThat(all.p99Millis().orElseThrow()).isCloseTo(500, within(35.0));
  }
}
