package local.microservice.consumer.page;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.metrics.MetricID;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.annotation.RegistryScope;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/**
 * What this application's circuit breakers do. Fault Tolerance reports it only as metrics.
 * Thread-safe.
 *
 * @see <a href="https://download.eclipse.org/microprofile/microprofile-fault-tolerance-4.1.1/">
 *     MicroProfile Fault Tolerance 4.1, Integration with MicroProfile Metrics</a>
 */
@ApplicationScoped
class CircuitBreakers {

  private static final String TIME_IN_STATE = "ft.circuitbreaker.state.total";
  private static final String CALLS = "ft.circuitbreaker.calls.total";

  private record Breaker(String service, String state) {}

  @Inject
  @RegistryScope(scope = MetricRegistry.BASE_SCOPE)
  MetricRegistry metrics;

  @Inject Config config;

  /**
   * The states by service; a breaker has none before its first call. A breaker belongs to the
   * services of the Rest Clients among its class's fields.
   */
  Map<String, List<String>> states() {
    Map<MetricID, Long> before = nanosInState();
    return nanosInState().entrySet().stream()
        // Only the time in a breaker's present state grows.
        .filter(now -> now.getValue() > before.getOrDefault(now.getKey(), now.getValue()))
        .map(now -> now.getKey().getTags())
        .flatMap(
            tags ->
                services(tags.get("method"))
                    .map(service -> new Breaker(service, tags.get("state"))))
        .collect(groupingBy(Breaker::service, mapping(Breaker::state, toList())));
  }

  /** By service, how many calls open breakers have refused since the start; none before a call. */
  Map<String, Long> refused() {
    Map<String, Long> refused = new HashMap<>();
    metrics
        .getCounters(
            (id, counter) ->
                id.getName().equals(CALLS)
                    && "circuitBreakerOpen".equals(id.getTags().get("circuitBreakerResult")))
        .forEach(
            (id, calls) ->
                services(id.getTags().get("method"))
                    .forEach(service -> refused.merge(service, calls.getCount(), Long::sum)));
    return refused;
  }

  private Map<MetricID, Long> nanosInState() {
    Map<MetricID, Long> all = new HashMap<>();
    metrics
        .getGauges((id, gauge) -> id.getName().equals(TIME_IN_STATE))
        .forEach((id, nanos) -> all.put(id, nanos.getValue().longValue()));
    return all;
  }

  private Stream<String> services(String method) {
    Class<?> guard;
    try {
      guard =
          Class.forName(
              method.substring(0, method.lastIndexOf('.')),
              false,
              CircuitBreakers.class.getClassLoader());
    } catch (ClassNotFoundException ofAnotherApplication) {
      return Stream.empty();
    }
    return Arrays.stream(guard.getDeclaredFields())
        .flatMap(field -> service(field.getType()).stream())
        .distinct();
  }

  private Optional<String> service(Class<?> client) {
    return Optional.ofNullable(client.getAnnotation(RegisterRestClient.class))
        .map(
            registered ->
                registered.configKey().isEmpty() ? client.getName() : registered.configKey())
        .flatMap(key -> config.getOptionalValue(key + "/mp-rest/uri", URI.class))
        .filter(address -> "stork".equals(address.getScheme()))
        .map(URI::getAuthority);
  }
}
