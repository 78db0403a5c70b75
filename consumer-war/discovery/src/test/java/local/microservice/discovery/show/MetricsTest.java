package local.microservice.discovery.show;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import local.microservice.discovery.call.BalancedService;
import local.microservice.discovery.call.Listeners;
import local.microservice.discovery.choose.RoundRobin;
import local.microservice.discovery.fixtures.MapConfig;
import local.microservice.discovery.fixtures.TestClock;
import local.microservice.discovery.fixtures.TestProvider;
import local.microservice.discovery.fixtures.TestService;
import local.microservice.discovery.fixtures.ZonedService;
import local.microservice.discovery.http.Endpoint;
import local.microservice.discovery.instance.Instance;
import local.microservice.discovery.resolve.Resolved;
import local.microservice.discovery.resolve.SourceInForce;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricFilter;
import org.eclipse.microprofile.metrics.MetricID;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MetricsTest {

  private final Map<MetricID, Supplier<Number>> series = new HashMap<>();
  private final Map<MetricID, Counter> counters = new HashMap<>();
  private Metrics metrics;

  @BeforeEach
  void useARegistryThatKeepsTheFirstRegistration() {
    metrics =
        new Metrics(
            (MetricRegistry)
                Proxy.newProxyInstance(
                    getClass().getClassLoader(),
                    new Class<?>[] {MetricRegistry.class},
                    this::registry));
  }

  private Object registry(Object proxy, Method method, Object[] with) {
    switch (method.getName()) {
      case "counter":
        MetricID counter = new MetricID(((Metadata) with[0]).getName(), (Tag[]) with[1]);
        counters.computeIfAbsent(counter, id -> new TestCounter());
        series.putIfAbsent(counter, counters.get(counter)::getCount);
        return counters.get(counter);
      case "gauge":
        @SuppressWarnings("unchecked")
        Supplier<Number> value = (Supplier<Number>) with[1];
        series.putIfAbsent(new MetricID(((Metadata) with[0]).getName(), (Tag[]) with[2]), value);
        return null;
      case "removeMatching":
        series.keySet().removeIf(id -> ((MetricFilter) with[0]).matches(id, counters.get(id)));
        counters.keySet().retainAll(series.keySet());
        return null;
      default:
        throw new UnsupportedOperationException(method.toString());
    }
  }

  private Number value(String name, String address) {
    return series
        .get(new MetricID(name, new Tag("service", "provider"), new Tag("address", address)))
        .get();
  }

  @Test
  void callsAreCountedByWhetherTheyStayInTheZone() throws Exception {
    ZonedService zoned =
        new ZonedService(
            new MapConfig(), new RoundRobin(), new TestClock(0), TestService.NOBODY, "a", "a", "b");
    zoned.call(3);
    zoned.kill(1);
    zoned.call(1);
    metrics.secondPassed(zoned.service());

    assertThat(calls("own")).isEqualTo(4L);
    assertThat(calls("other")).isEqualTo(1L);
  }

  @Test
  void callsAreNotCountedByZonesThatAreUnknown() throws Exception {
    ZonedService unzoned =
        new ZonedService(
            new MapConfig(),
            new RoundRobin(),
            new TestClock(0),
            TestService.NOBODY,
            null,
            "a",
            "b");
    unzoned.call(3);
    metrics.secondPassed(unzoned.service());

    assertThat(series.keySet()).noneMatch(id -> id.getName().equals("discovery.zone.calls"));
  }

  private Number calls(String zone) {
    return series
        .get(
            new MetricID(
                "discovery.zone.calls", new Tag("service", "provider"), new Tag("zone", zone)))
        .get();
  }

  @Test
  void theSeriesOfAnAddressThatHasAnotherNameBeginAnewWhileTheOldInstanceLeaves() throws Exception {
    AtomicReference<String> name = new AtomicReference<>("old.test");
    try (TestProvider provider = new TestProvider("127.0.0.1", 0);
        TestService service =
            new TestService(
                new MapConfig().with("discovery.refresh-interval", 100),
                new RoundRobin(),
                () -> "http://" + name + ":" + provider.port(),
                host -> InetAddress.getAllByName("127.0.0.1"))) {
      await().until(() -> service.resolved() == 1);
      Instance old = service.instance(provider.address());
      old.enter();
      service.get();
      metrics.secondPassed(service.service());
      assertThat(value("discovery.instance.calls", provider.address())).isEqualTo(2L);

      name.set("new.test");
      await().until(() -> service.instance(provider.address()) != old);
      service.get();
      metrics.secondPassed(service.service());

      assertThat(service.service().view().known()).contains(old).hasSize(2);
      assertThat(value("discovery.instance.calls", provider.address())).isEqualTo(1L);
      assertThat(value("discovery.instance.in.rotation", provider.address())).isEqualTo(1);
      assertThat(value("discovery.instance.in.flight", provider.address())).isEqualTo(0);

      old.leave();
      await().until(() -> service.service().view().leaving().isEmpty());
      service.get();
      metrics.secondPassed(service.service());

      assertThat(value("discovery.instance.calls", provider.address())).isEqualTo(2L);
    }
  }

  @Test
  void saysWhetherTheAddressesComeFromSlices() throws Exception {
    AtomicReference<SourceInForce> source =
        new AtomicReference<>(SourceInForce.only(SourceInForce.NAMES));
    MetricID id = new MetricID("discovery.endpoint.slices", new Tag("service", "provider"));
    List<Endpoint> found = List.of(EndpointJsonTest.endpoint(1));
    try (BalancedService service =
        EndpointJsonTest.service(
            () -> new Resolved(found, 0, null, source.get()), new Listeners(List.of(metrics)))) {
      metrics.secondPassed(service);
      assertThat(series.get(id).get()).isEqualTo(0);
      service.refresh();
      assertThat(series.get(id).get()).isEqualTo(0);
      source.set(SourceInForce.only(SourceInForce.ENDPOINT_SLICES));
      service.refresh();
      assertThat(series.get(id).get()).isEqualTo(1);
    }
  }

  private static final class TestCounter implements Counter {

    private final AtomicLong count = new AtomicLong();

    @Override
    public void inc() {
      inc(1);
    }

    @Override
    public void inc(long more) {
      count.addAndGet(more);
    }

    @Override
    public long getCount() {
      return count.get();
    }
  }
}
