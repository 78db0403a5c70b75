package local.microservice.discovery.show;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import local.microservice.discovery.call.BalancedService;
import local.microservice.discovery.call.CallCounts;
import local.microservice.discovery.call.Resolution;
import local.microservice.discovery.call.ServiceListener;
import local.microservice.discovery.instance.Instance;
import local.microservice.discovery.instance.Standing.InRotation;
import local.microservice.discovery.resolve.SourceInForce;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricID;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.MetricUnits;
import org.eclipse.microprofile.metrics.Tag;

/**
 * Publishes metrics of the services and their instances. Counters are updated once a second, so
 * calls pay nothing for them. Thread-safe.
 */
class Metrics implements ServiceListener {

  private static final String SERVICE = "service";

  /** Not "instance": Prometheus uses that label for the scraped target, here the consumer. */
  private static final String ADDRESS = "address";

  private final MetricRegistry registry;

  private final Map<String, Map<String, Instance>> published = new ConcurrentHashMap<>();
  private final Map<MetricID, Long> counted = new ConcurrentHashMap<>();

  Metrics(MetricRegistry registry) {
    this.registry = registry;
  }

  /** Updates the series of a service, and removes those of instances that are gone. */
  @Override
  public void secondPassed(BalancedService service) {
    Tag name = new Tag(SERVICE, service.name());
    count("discovery.calls", "Calls to a service.", service.counts().calls(), name);
    count(
        "discovery.retries",
        "Calls that were sent to another instance again.",
        service.counts().retries(),
        name);
    CallCounts counts = service.counts();
    if (service.zones().zoned() || counts.inZone() + counts.outsideZone() > 0) {
      countOfZone("own", counts.inZone(), name);
      countOfZone("other", counts.outsideZone(), name);
    }
    gauge(
        "discovery.retry.budget.left",
        "Retries that could follow at once.",
        service::retryBudgetLeft,
        name);
    gauge(
        "discovery.endpoint.slices",
        "1 while the addresses come from the cluster's EndpointSlices, 0 while they come from names.",
        () -> isBySlices(service) ? 1 : 0,
        name);
    Map<String, Instance> now = new HashMap<>();
    // An instance leaves when its name changes, while another has the same address. Leaving
    // instances come last, so the other one counts.
    service.view().known().forEach(each -> now.putIfAbsent(each.address(), each));
    dropSeriesOfOthers(service.name(), now);
    now.forEach((address, instance) -> update(instance, name, new Tag(ADDRESS, address)));
  }

  private static boolean isBySlices(BalancedService service) {
    Resolution last = service.resolution();
    return last != null && last.source().name().equals(SourceInForce.ENDPOINT_SLICES);
  }

  private void countOfZone(String zone, long total, Tag service) {
    count(
        "discovery.zone.calls",
        "Calls and retries, by whether they stayed in the consumer's own zone.",
        total,
        service,
        new Tag("zone", zone));
  }

  private void dropSeriesOfOthers(String service, Map<String, Instance> now) {
    Map<String, Instance> before = published.put(service, now);
    if (before == null || before.equals(now)) {
      return;
    }
    Predicate<MetricID> gone =
        id -> {
          String address = id.getTags().get(ADDRESS);
          return service.equals(id.getTags().get(SERVICE))
              && address != null
              && before.get(address) != now.get(address);
        };
    counted.keySet().removeIf(gone);
    registry.removeMatching((id, metric) -> gone.test(id));
  }

  private void update(Instance instance, Tag... tags) {
    count("discovery.instance.calls", "Calls to an instance.", instance.history().calls(), tags);
    count(
        "discovery.instance.failures",
        "Calls to an instance that failed.",
        instance.history().failures(),
        tags);
    count(
        "discovery.instance.ejections",
        "How often an instance was ejected.",
        instance.ejections(),
        tags);
    gauge(
        "discovery.instance.latency.p50.seconds",
        "Median latency of the good answers of the last minute, 0 for none.",
        () -> instance.history().outcomes().lastMinute().p50Millis() / 1000,
        tags);
    gauge(
        "discovery.instance.latency.p99.seconds",
        "99th percentile of the latency of the good answers of the last minute, 0 for none.",
        () -> instance.history().outcomes().lastMinute().p99Millis() / 1000,
        tags);
    gauge("discovery.instance.in.flight", "Calls under way.", instance::inFlight, tags);
    gauge(
        "discovery.instance.in.rotation",
        "1 while calls go to an instance, 0 while it is ejected, on trial or leaving.",
        () -> instance.standing() instanceof InRotation ? 1 : 0,
        tags);
  }

  private void count(String name, String description, long total, Tag... tags) {
    Counter counter =
        registry.counter(
            Metadata.builder().withName(name).withDescription(description).build(), tags);
    Long before = counted.put(new MetricID(name, tags), total);
    counter.inc(total - (before == null ? 0 : before));
  }

  private void gauge(String name, String description, Supplier<Number> value, Tag... tags) {
    registry.gauge(
        Metadata.builder()
            .withName(name)
            .withDescription(description)
            .withUnit(MetricUnits.NONE)
            .build(),
        value,
        tags);
  }
}
