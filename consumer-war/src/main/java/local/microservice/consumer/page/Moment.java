package local.microservice.consumer.page;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import local.microservice.consumer.page.traffic.CallTally;
import local.microservice.discovery.call.BalancedService;
import local.microservice.discovery.instance.Instance;
import local.microservice.discovery.instance.Latency;

/**
 * The figures of one moment. All counts are cumulative. Immutable.
 *
 * @param at the moment
 * @param services the figures by the service's name
 */
record Moment(Instant at, Map<String, OfService> services) {

  /** How many instances the moment has figures of. */
  int figures() {
    return services.values().stream().mapToInt(each -> each.instances().size()).sum();
  }

  /**
   * The figures of a service.
   *
   * @param calls its calls, with those that an open circuit breaker refused
   * @param failed its calls whose callers got no good answer
   * @param latency the recent latency of all its instances
   * @param plain the calls of a plain client beside the traffic; empty when it has not run
   * @param instances the figures of each instance, by its id
   */
  record OfService(
      long calls,
      long failed,
      Latency latency,
      Optional<CallTally.Counts> plain,
      Map<Long, OfInstance> instances) {

    static OfService of(BalancedService service, long refused, Optional<CallTally.Counts> plain) {
      List<Instance> known = service.view().known();
      Map<Long, OfInstance> instances = new LinkedHashMap<>();
      known.forEach(each -> instances.put(each.id(), OfInstance.of(each)));
      return new OfService(
          service.counts().calls() + refused,
          service.counts().failed() + refused,
          Latency.recent(known),
          plain,
          instances);
    }
  }

  /**
   * The figures of an instance.
   *
   * @param address its address
   * @param calls its calls
   * @param latency its recent latency
   */
  record OfInstance(String address, long calls, Latency latency) {

    static OfInstance of(Instance instance) {
      return new OfInstance(
          instance.address(), instance.history().calls(), Latency.recent(instance));
    }
  }
}
