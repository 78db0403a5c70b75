package local.microservice.discovery.stork;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.smallrye.stork.api.LoadBalancer;
import io.smallrye.stork.api.NoServiceInstanceFoundException;
import io.smallrye.stork.api.Service;
import io.smallrye.stork.api.ServiceInstance;
import io.smallrye.stork.api.observability.NoopObservationCollector;
import io.smallrye.stork.impl.DefaultServiceInstance;
import io.smallrye.stork.impl.ServiceInstanceWithStatGathering;
import io.smallrye.stork.spi.CallStatisticsCollector;
import io.smallrye.stork.spi.internal.LoadBalancerLoader;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import local.microservice.discovery.call.BalancedService;
import local.microservice.discovery.choose.LeastOutstanding;
import local.microservice.discovery.choose.RoundRobin;
import local.microservice.discovery.config.SettingsReader;
import local.microservice.discovery.fixtures.MapConfig;
import local.microservice.discovery.fixtures.TestProvider;
import local.microservice.discovery.fixtures.TestService;
import local.microservice.discovery.http.ConnectionSettings;
import local.microservice.discovery.http.Endpoint;
import local.microservice.discovery.http.KeptConnections;
import local.microservice.discovery.instance.Instance;
import local.microservice.discovery.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Stork offers this library's strategies, and this library calls with Stork's strategies. */
class StrategiesTest {

  private static Instance instance(int port) throws Exception {
    ConnectionSettings settings = SettingsReader.of(new MapConfig(), "provider").connection();
    Endpoint endpoint =
        new Endpoint("https", "name.test", InetAddress.getByName("127.0.0.9"), port);
    return new Instance(endpoint, new KeptConnections(endpoint, settings), Clock.SYSTEM);
  }

  private static List<ServiceInstance> instances(int count) throws Exception {
    List<ServiceInstance> instances = new ArrayList<>();
    for (int port = 1; port <= count; port++) {
      instances.add(new StorkInstance(instance(port)));
    }
    return instances;
  }

  static Stream<Arguments> loaders() {
    return Stream.of(
        arguments(new RoundRobinLoader(), "lock-free-round-robin", RoundRobin.class),
        arguments(new LeastOutstandingLoader(), "least-outstanding", LeastOutstanding.class));
  }

  static Stream<LoadBalancer> strategies() {
    return Stream.of(
        new RoundRobinLoader().createLoadBalancer(null, null),
        new LeastOutstandingLoader().createLoadBalancer(null, null));
  }

  @ParameterizedTest
  @MethodSource("loaders")
  void areLoadedByTheirNames(LoadBalancerLoader loader, String name, Class<?> strategy) {
    assertThat(loader.type()).isEqualTo(name);
    assertThat(loader.createLoadBalancer(null, null))
        .isInstanceOfSatisfying(
            OwnLoadBalancer.class, own -> assertThat(own.strategy()).isInstanceOf(strategy));
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void takeNoLockForACall(LoadBalancer strategy) {
    assertThat(strategy.requiresStrictRecording()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void chooseFromAnyCollection(LoadBalancer strategy) throws Exception {
    Set<ServiceInstance> three = new LinkedHashSet<>(instances(3));

    assertThat(Stream.generate(() -> strategy.selectServiceInstance(three)).limit(1000))
        .containsAll(three);
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void takeTheOnlyInstance(LoadBalancer strategy) throws Exception {
    List<ServiceInstance> one = instances(1);

    assertThat(strategy.selectServiceInstance(one)).isEqualTo(one.get(0));
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void sayThatThereIsNone(LoadBalancer strategy) {
    List<ServiceInstance> foreign = List.of(new DefaultServiceInstance(1, "a", 1, false));

    assertThatThrownBy(() -> strategy.selectServiceInstance(List.of()))
        .isInstanceOf(NoServiceInstanceFoundException.class);
    assertThatThrownBy(() -> strategy.selectServiceInstance(foreign))
        .isInstanceOf(NoServiceInstanceFoundException.class);
  }

  @Test
  void seeAnInstanceAsItIs() throws Exception {
    Instance instance = instance(81);

    StorkInstance seen = new StorkInstance(instance);

    assertThat(seen.getId()).isEqualTo(instance.id());
    assertThat(seen.getHost()).isEqualTo("127.0.0.9");
    assertThat(seen.getPort()).isEqualTo(81);
    assertThat(seen.isSecure()).isTrue();
    assertThat(seen.getPath()).isEmpty();
  }

  private static Service service(LoadBalancer strategy) {
    return new Service(
        "provider",
        "test",
        "addresses",
        new NoopObservationCollector(),
        strategy,
        null,
        null,
        strategy.requiresStrictRecording());
  }

  @Test
  void ofStorkGiveTheInstanceThatTheyMeanByItsId() throws Exception {
    List<Instance> three = List.of(instance(1), instance(2), instance(3));
    LoadBalancer last = offered -> List.copyOf(offered).get(offered.size() - 1);

    assertThat(new StorkLoadBalancer(service(last)).choose(three).instance())
        .isSameAs(three.get(2));
  }

  private static final class Collected implements CallStatisticsCollector {
    private final List<String> events = new ArrayList<>();

    @Override
    public void recordStart(long id, boolean measureTime) {
      events.add("start");
    }

    @Override
    public void recordReply(long id, long nanos) {
      events.add("reply");
    }

    @Override
    public void recordEnd(long id, Throwable failure) {
      events.add(failure == null ? "end" : "failed");
    }
  }

  @Test
  void ofStorkWithStatisticsHearTheResultOfTheirChoice() throws Exception {
    Collected statistics = new Collected();
    LoadBalancer counting =
        offered -> new ServiceInstanceWithStatGathering(offered.iterator().next(), statistics);
    TestProvider vanishing = new TestProvider("127.0.0.1", 0);
    try (TestProvider well = new TestProvider("127.0.0.1", 0);
        BalancedService service =
            TestService.withoutUpkeep(
                new MapConfig(),
                new StorkLoadBalancer(service(counting)),
                () -> vanishing.address() + "," + well.address(),
                InetAddress::getAllByName)) {
      TestService.awaitRefresh(service, 2);
      assertThat(service.send(TestService.GET).status()).isEqualTo(200);
      assertThat(statistics.events).containsExactly("start", "reply", "end");
      statistics.events.clear();
      vanishing.close();

      assertThat(service.send(TestService.GET).status()).isEqualTo(200);

      assertThat(statistics.events).containsExactly("start", "failed", "start", "reply", "end");
    }
  }

  @Test
  void ofStorkWithoutStatisticsHearNothing() throws Exception {
    LoadBalancer first = offered -> offered.iterator().next();

    new StorkLoadBalancer(service(first)).choose(List.of(instance(1))).ended(true, null);
  }
}
