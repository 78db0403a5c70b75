package local.microservice.consumer.page;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.metrics.MetricID;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.annotation.RegistryScope;

/**
 * The states of this application's circuit breakers, from their metrics: Fault Tolerance tells them
 * in no other way. Thread-safe.
 *
 * @see <a href="https://download.eclipse.org/microprofile/microprofile-fault-tolerance-4.1.1/">
 *     MicroProfile Fault Tolerance 4.1, Integration with MicroProfile Metrics</a>
 */
@ApplicationScoped
class CircuitBreakers {

  private static final String TIME_IN_STATE = "ft.circuitbreaker.state.total";

  @Inject
  @RegistryScope(scope = MetricRegistry.BASE_SCOPE)
  MetricRegistry metrics;

  /** By the method that a breaker guards, as {@code Class.method}; none before its first call. */
  Map<String, String> states() {
    Map<MetricID, Long> before = nanosInState();
    Map<String, String> states = new TreeMap<>();
    nanosInState()
        .forEach(
            (id, nanos) -> {
              // The time in a breaker's present state is the one that grows.
              if (nanos > before.getOrDefault(id, nanos)) {
                states.put(method(id), id.getTags().get("state"));
              }
            });
    return states;
  }

  private Map<MetricID, Long> nanosInState() {
    Map<MetricID, Long> all = new HashMap<>();
    metrics
        .getGauges((id, gauge) -> id.getName().equals(TIME_IN_STATE))
        .forEach((id, nanos) -> all.put(id, nanos.getValue().longValue()));
    return all;
  }

  private static String method(MetricID id) {
    String[] parts = id.getTags().get("method").split("\\.");
    return parts[parts.length - 2] + "." + parts[parts.length - 1];
  }
}
