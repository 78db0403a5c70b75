package local.microservice.consumer.page.traffic;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonBuilderFactory;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import local.microservice.discovery.Discovery;
import local.microservice.discovery.call.BalancedService;
import local.microservice.discovery.config.ServiceProperty;
import local.microservice.discovery.resolve.ServiceAddress;
import org.eclipse.microprofile.config.Config;

/**
 * Sends requests to this consumer itself, so that a person sees what discovery does with them. Each
 * service with a configured path can have traffic. Thread-safe.
 */
@ApplicationScoped
public class Traffic {

  private static final Logger LOG = System.getLogger(Traffic.class.getName());
  private static final Duration LONGEST = Duration.ofMinutes(5);
  private static final JsonBuilderFactory JSON = Json.createBuilderFactory(Map.of());

  @Inject Config config;

  @Inject Discovery discovery;

  private record Sending(TrafficRun run, ScheduledFuture<?> calls, ScheduledFuture<?> end) {
    void stop() {
      calls.cancel(false);
      end.cancel(false);
    }
  }

  /** The last run of each service, ended or not. */
  private final Map<String, TrafficRun> runs = new ConcurrentHashMap<>();

  private final Map<String, Sending> sending = new ConcurrentHashMap<>();
  private final ScheduledThreadPoolExecutor timer = timer();

  private static ScheduledThreadPoolExecutor timer() {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(
            1,
            work -> {
              Thread thread = new Thread(work, "discovery-traffic");
              thread.setDaemon(true);
              return thread;
            });
    timer.setRemoveOnCancelPolicy(true);
    return timer;
  }

  /** Where this consumer answers with what a service says; empty if that is not configured. */
  Optional<String> path(String service) {
    return property(service, "path");
  }

  private Optional<String> property(String service, String name) {
    return ServiceProperty.find(config, "traffic", service, name).map(ServiceProperty::value);
  }

  /**
   * Begins to send, or goes on with another order.
   *
   * @param service the service, which has a path
   * @param own the address of this consumer
   * @param order what to send
   * @throws IllegalArgumentException for a plain client without a configured address
   */
  synchronized void send(BalancedService service, URI own, TrafficOrder order) {
    Optional<URI> plain = order.plain() ? Optional.of(plainUrl(service.name())) : Optional.empty();
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    TrafficRun known = runs.get(service.name());
    boolean begins = known == null || !known.isRunning();
    TrafficRun run =
        begins
            ? new TrafficRun(service, own.resolve(path(service.name()).orElseThrow()), now)
            : known;
    boolean changes = run.obey(order, plain, now.plus(LONGEST));
    runs.put(service.name(), run);
    Sending next =
        new Sending(
            run,
            timer.scheduleAtFixedRate(
                () -> tryTo(run::send), 0, SECONDS.toNanos(1) / order.rate(), NANOSECONDS),
            timer.schedule(() -> end(service.name()), LONGEST.toMillis(), MILLISECONDS));
    Sending before = sending.put(service.name(), next);
    if (before != null) {
      before.stop();
    }
    if (changes) {
      JsonObjectBuilder details =
          JSON.createObjectBuilder().add("rate", order.rate()).add("plain", order.plain());
      discovery
          .events()
          .add(service.name(), begins ? "traffic-started" : "traffic-changed", details.build());
    }
  }

  private static void tryTo(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException | Error failure) {
      // The timer silently cancels a task that throws.
      LOG.log(Level.DEBUG, "traffic goes on after a failure", failure);
    }
  }

  private URI plainUrl(String service) {
    String path =
        property(service, "plain")
            .orElseThrow(() -> new IllegalArgumentException("plain is not possible here"));
    ServiceAddress first =
        ServiceProperty.find(config, "stork", service, "service-discovery.addresses")
            .map(addresses -> ServiceAddress.parseList(addresses.value()).get(0))
            .orElseThrow(() -> new IllegalArgumentException("plain is not possible here"));
    String host = first.host().indexOf(':') < 0 ? first.host() : "[" + first.host() + "]";
    return URI.create("%s://%s:%d%s".formatted(first.scheme(), host, first.port(), path));
  }

  /**
   * Sends no more.
   *
   * @param service the service's name
   */
  synchronized void end(String service) {
    Sending ended = sending.remove(service);
    if (ended != null) {
      ended.stop();
      ended.run.end();
      discovery.events().add(service, "traffic-ended", JsonObject.EMPTY_JSON_OBJECT);
    }
  }

  /**
   * Shows the traffic of a service.
   *
   * @param service the service's name
   * @return the traffic that runs, or the last; empty for a service without a path
   */
  public Optional<JsonObject> show(String service) {
    return path(service)
        .map(
            path -> {
              TrafficRun run = runs.get(service);
              JsonObjectBuilder json =
                  JSON.createObjectBuilder()
                      .add("path", path)
                      .add("running", run != null && run.isRunning());
              if (run != null) {
                run.show(json);
              }
              return json.build();
            });
  }

  /**
   * Sums up what the callers of a service's last traffic have seen.
   *
   * @param service the service's name
   * @return {@code since}, {@code calls}, {@code failed} and {@code rescued}; empty before the
   *     first traffic
   */
  public Optional<JsonObject> summary(String service) {
    return Optional.ofNullable(runs.get(service)).map(TrafficRun::summary);
  }

  /**
   * Counts the calls of the plain client in a service's last traffic.
   *
   * @param service the service's name
   * @return the counts; empty when it has not run
   */
  public Optional<CallTally.Counts> plain(String service) {
    return Optional.ofNullable(runs.get(service)).flatMap(TrafficRun::plainCounts);
  }

  /** Ends all traffic for good. */
  @PreDestroy
  public void stop() {
    timer.shutdownNow();
    sending.values().forEach(each -> each.run.end());
  }
}
