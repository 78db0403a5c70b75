package local.microservice.consumer.discovery;

import io.opentelemetry.api.OpenTelemetry;
import io.smallrye.stork.Stork;
import io.smallrye.stork.api.Service;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.ContextNotActiveException;
import jakarta.enterprise.inject.Any;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.microprofile.config.Config;

/**
 * The services that are configured for Stork, and the background work that keeps them up to date.
 * Thread-safe once started.
 */
@ApplicationScoped
public class Discovery {

  private static final long FIRST_RESOLUTION_MILLIS = 1000;

  private volatile Map<String, Upkeep> services = Map.of();

  @Inject Config config;

  @Inject DiscoveryMetrics metrics;

  @Inject OpenTelemetry telemetry;

  @Inject AnswersOfRequest ofRequest;

  @Inject @Any jakarta.enterprise.inject.Instance<ServiceContract> contracts;

  private volatile Tracing tracing = new Tracing(OpenTelemetry.noop());

  /**
   * Starts to resolve every configured service, and waits for the answers, a second at most: the
   * first request is to find an instance, but a name server that hangs must not stop the start.
   *
   * @throws IllegalArgumentException naming a setting that is not what it may be
   */
  public void start() {
    // A client may be built on a thread of the application's own, where Liberty knows of no
    // telemetry.
    tracing = new Tracing(telemetry);
    Stork.initialize();
    Map<String, Upkeep> found = new TreeMap<>();
    Stork.getInstance()
        .getServices()
        .forEach(
            (name, stork) -> found.put(name, new Upkeep(balanced(name, stork), metrics::update)));
    services = found;
    try {
      for (Upkeep each : found.values()) {
        each.service().awaitFirstRefresh(FIRST_RESOLUTION_MILLIS);
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  private BalancedService balanced(String name, Service stork) {
    String strategy =
        ServiceProperty.find(config, "stork", name, "load-balancer.type")
            .map(ServiceProperty::value)
            .orElse("round-robin");
    Optional<ServiceContract> contract =
        contracts.stream().filter(each -> each.service().equals(name)).findFirst();
    return new BalancedService(stork, strategy, DiscoverySettings.of(config, name), contract);
  }

  /**
   * Finds the service of a {@code stork://SERVICE} address.
   *
   * @throws IllegalArgumentException for a name that is not configured
   */
  BalancedService service(URI address) {
    // The host is null for a name with an underscore.
    String name = address.getHost() == null ? address.getAuthority() : address.getHost();
    Upkeep service = name == null ? null : services.get(name);
    if (service == null) {
      throw new IllegalArgumentException(
          "stork://%s is called, but stork.%s.service-discovery.type is not set"
              .formatted(name, name));
    }
    return service.service();
  }

  /** Keeps the memory of an answer that was read as long as a request is served with it. */
  void keepWhileServing(AnswerMemory.Part read) {
    try {
      ofRequest.keep(read);
    } catch (ContextNotActiveException nobodyIsServed) {
      read.close();
    }
  }

  Tracing tracing() {
    return tracing;
  }

  /**
   * Shows every service and its instances.
   *
   * @return what is known at this moment
   */
  public DiscoveryView view() {
    return DiscoveryView.of(services.values().stream().map(Upkeep::service).toList());
  }

  /**
   * Counts for each service, by its name, the instances in rotation.
   *
   * @return for example {@code 2 of 3}
   */
  public Map<String, String> inRotation() {
    Map<String, String> counts = new TreeMap<>();
    services.forEach(
        (name, upkeep) -> {
          Rotation.View now = upkeep.service().view();
          counts.put(name, now.inRotation().size() + " of " + now.known().size());
        });
    return counts;
  }

  @PreDestroy
  void stop() {
    services.values().forEach(Upkeep::close);
    Stork.shutdown();
  }
}
