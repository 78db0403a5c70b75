package local.microservice.discovery.choose;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import local.microservice.discovery.config.SettingsReader;
import local.microservice.discovery.fixtures.MapConfig;
import local.microservice.discovery.http.ConnectionSettings;
import local.microservice.discovery.http.Endpoint;
import local.microservice.discovery.http.KeptConnections;
import local.microservice.discovery.instance.Instance;
import local.microservice.discovery.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LoadBalancersTest {

  private static List<Instance> instances(int count) {
    return IntStream.range(0, count).mapToObj(LoadBalancersTest::instance).toList();
  }

  private static Instance instance(int id) {
    ConnectionSettings settings = SettingsReader.of(new MapConfig(), "provider").connection();
    Endpoint endpoint = new Endpoint("http", "127.0.0.1", null, 1000 + id);
    return new Instance(endpoint, new KeptConnections(endpoint, settings), Clock.SYSTEM);
  }

  private static LoadBalancer leastOutstanding() {
    return new LeastOutstanding(ThreadLocalRandom::current);
  }

  static Stream<LoadBalancer> strategies() {
    return Stream.of(new RoundRobin(), leastOutstanding());
  }

  private static Stream<Instance> choices(LoadBalancer strategy, List<Instance> from) {
    return Stream.generate(() -> strategy.choose(from).instance());
  }

  @Test
  void roundRobinIsExactlyEvenHoweverManyThreadsAsk() throws Exception {
    List<Instance> three = instances(3);
    RoundRobin strategy = new RoundRobin();
    Map<Instance, LongAdder> chosen = new ConcurrentHashMap<>();
    ExecutorService threads = Executors.newFixedThreadPool(16);
    for (int thread = 0; thread < 16; thread++) {
      threads.execute(
          () -> {
            for (int call = 0; call < 3000; call++) {
              chosen
                  .computeIfAbsent(strategy.choose(three).instance(), any -> new LongAdder())
                  .increment();
            }
          });
    }
    threads.shutdown();
    assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();

    assertThat(chosen.values()).hasSize(3).allMatch(calls -> calls.sum() == 16_000);
  }

  @Test
  void roundRobinGivesANewInstanceNoBurst() {
    RoundRobin strategy = new RoundRobin();
    List<Instance> three = instances(3);
    IntStream.range(0, 100).forEach(call -> strategy.choose(three));
    List<Instance> four = instances(4);

    List<Instance> next = choices(strategy, four).limit(4).toList();

    assertThat(next).containsExactlyInAnyOrderElementsOf(four);
  }

  @Test
  void leastOutstandingPrefersTheLessBusyOfTwo() {
    List<Instance> two = instances(2);
    two.get(0).enter();

    assertThat(choices(leastOutstanding(), two).limit(100)).containsOnly(two.get(1));
  }

  @Test
  void leastOutstandingDrawsEveryPairAlike() {
    List<Instance> three = instances(3);
    LoadBalancer strategy = leastOutstanding();
    Map<Instance, Integer> chosen = new HashMap<>();
    for (int call = 0; call < 30_000; call++) {
      chosen.merge(strategy.choose(three).instance(), 1, Integer::sum);
    }

    // The bound is seven standard deviations of a fair draw.
    assertThat(chosen.values()).hasSize(3).allMatch(calls -> Math.abs(calls - 10_000) < 600);
  }

  @Test
  void leastOutstandingNeverTakesTheBusiestAsItDrawsTwoThatDiffer() {
    List<Instance> three = instances(3);
    three.get(0).enter();
    three.get(0).enter();
    three.get(1).enter();

    assertThat(choices(leastOutstanding(), three).limit(1000))
        .contains(three.get(1), three.get(2))
        .doesNotContain(three.get(0));
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void chooseEachInstanceSoonerOrLater(LoadBalancer strategy) {
    List<Instance> three = instances(3);

    assertThat(choices(strategy, three).limit(1000)).containsAll(three);
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void takeTheOnlyInstance(LoadBalancer strategy) {
    List<Instance> one = instances(1);

    assertThat(strategy.choose(one).instance()).isSameAs(one.get(0));
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void workWithoutTheResultOfTheCall(LoadBalancer strategy) {
    strategy.choose(instances(1)).ended(false, null);
  }
}
