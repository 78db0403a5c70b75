package local.microservice.consumer.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.smallrye.stork.api.LoadBalancer;
import io.smallrye.stork.api.NoServiceInstanceFoundException;
import io.smallrye.stork.api.ServiceInstance;
import io.smallrye.stork.impl.DefaultServiceInstance;
import io.smallrye.stork.spi.internal.LoadBalancerLoader;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LoadBalancersTest {

  private static List<ServiceInstance> instances(int count) {
    return IntStream.range(0, count).mapToObj(LoadBalancersTest::instance).toList();
  }

  private static ServiceInstance instance(int id) {
    return new Instance(
        new DefaultServiceInstance(id, "127.0.0.1", 1000 + id, false),
        DiscoverySettings.of(new MapConfig(), "provider").connection(),
        System::nanoTime);
  }

  static Stream<LoadBalancer> strategies() {
    return Stream.of(new RoundRobin(), new LeastOutstanding());
  }

  @Test
  void roundRobinIsExactlyEvenHoweverManyThreadsAsk() throws Exception {
    List<ServiceInstance> three = instances(3);
    RoundRobin strategy = new RoundRobin();
    Map<ServiceInstance, LongAdder> chosen = new ConcurrentHashMap<>();
    ExecutorService threads = Executors.newFixedThreadPool(16);
    for (int thread = 0; thread < 16; thread++) {
      threads.execute(
          () -> {
            for (int call = 0; call < 3000; call++) {
              chosen
                  .computeIfAbsent(strategy.selectServiceInstance(three), any -> new LongAdder())
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
    IntStream.range(0, 100).forEach(call -> strategy.selectServiceInstance(instances(3)));
    List<ServiceInstance> four = instances(4);

    List<ServiceInstance> next =
        Stream.generate(() -> strategy.selectServiceInstance(four)).limit(4).toList();

    assertThat(next).containsExactlyInAnyOrderElementsOf(four);
  }

  @Test
  void leastOutstandingPrefersTheLessBusyOfTwo() {
    List<ServiceInstance> two = instances(2);
    ((Instance) two.get(0)).enter();
    LeastOutstanding strategy = new LeastOutstanding();

    assertThat(Stream.generate(() -> strategy.selectServiceInstance(two)).limit(100))
        .containsOnly(two.get(1));
  }

  @Test
  void leastOutstandingDrawsEveryPairAlike() {
    List<ServiceInstance> three = instances(3);
    LeastOutstanding strategy = new LeastOutstanding();
    Map<ServiceInstance, Integer> chosen = new HashMap<>();
    for (int call = 0; call < 30_000; call++) {
      chosen.merge(strategy.selectServiceInstance(three), 1, Integer::sum);
    }

    // Seven standard deviations of a fair draw.
    assertThat(chosen.values()).hasSize(3).allMatch(calls -> Math.abs(calls - 10_000) < 600);
  }

  @Test
  void leastOutstandingNeverTakesTheBusiestAsItDrawsTwoThatDiffer() {
    List<ServiceInstance> three = instances(3);
    ((Instance) three.get(0)).enter();
    ((Instance) three.get(0)).enter();
    ((Instance) three.get(1)).enter();
    LeastOutstanding strategy = new LeastOutstanding();

    assertThat(Stream.generate(() -> strategy.selectServiceInstance(three)).limit(1000))
        .contains(three.get(1), three.get(2))
        .doesNotContain(three.get(0));
  }

  static Stream<Arguments> loaders() {
    return Stream.of(
        arguments(new RoundRobin.Loader(), "lock-free-round-robin", RoundRobin.class),
        arguments(new LeastOutstanding.Loader(), "least-outstanding", LeastOutstanding.class));
  }

  @ParameterizedTest
  @MethodSource("loaders")
  void areHadByTheirNames(LoadBalancerLoader loader, String name, Class<?> strategy) {
    assertThat(loader.type()).isEqualTo(name);
    assertThat(loader.createLoadBalancer(null, null)).isInstanceOf(strategy);
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void takeNoLockForACall(LoadBalancer strategy) {
    assertThat(strategy.requiresStrictRecording()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void chooseFromAnyCollection(LoadBalancer strategy) {
    Set<ServiceInstance> three = new LinkedHashSet<>(instances(3));

    assertThat(Stream.generate(() -> strategy.selectServiceInstance(three)).limit(1000))
        .containsAll(three);
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void takesTheOnlyInstance(LoadBalancer strategy) {
    List<ServiceInstance> one = instances(1);

    assertThat(strategy.selectServiceInstance(one)).isSameAs(one.get(0));
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void saysThatThereIsNone(LoadBalancer strategy) {
    assertThatThrownBy(() -> strategy.selectServiceInstance(List.of()))
        .isInstanceOf(NoServiceInstanceFoundException.class);
  }
}
