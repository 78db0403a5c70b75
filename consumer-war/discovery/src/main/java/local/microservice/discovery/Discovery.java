package local.microservice.discovery;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import local.microservice.discovery.call.BalancedService;
import local.microservice.discovery.call.Listeners;
import local.microservice.discovery.call.ServiceContract;
import local.microservice.discovery.call.ServiceListener;
import local.microservice.discovery.call.ServiceSetUp;
import local.microservice.discovery.call.ServiceSettings;
import local.microservice.discovery.call.TraceSource;
import local.microservice.discovery.call.Upkeep;
import local.microservice.discovery.config.SettingsReader;
import local.microservice.discovery.http.KeptConnections;
import local.microservice.discovery.instance.RotationView;
import local.microservice.discovery.show.DiscoveryView;
import local.microservice.discovery.show.EventLog;
import local.microservice.discovery.show.Observers;
import local.microservice.discovery.stork.StorkServices;
import local.microservice.discovery.time.Background;
import local.microservice.discovery.time.Clock;
import local.microservice.discovery.zone.Evacuations;
import org.eclipse.microprofile.config.Config;

/**
 * The services that Stork's configuration names, and the background work that keeps them up to
 * date. Thread-safe once started.
 */
@ApplicationScoped
public class Discovery {

  private static final long FIRST_RESOLUTION_MILLIS = 1000;

  private final EventLog events = new EventLog(Clock.SYSTEM::now);
  private final Evacuations evacuations = new Evacuations();
  private boolean started;
  private volatile Map<String, Upkeep> services = Map.of();

  @Inject Config config;

  @Inject Observers observers;

  @Inject @Any Instance<ServiceContract> contracts;

  private volatile TraceSource traces = TraceSource.NONE;

  /**
   * Starts to resolve every configured service, and waits at most a second for the answers: the
   * first request needs an instance, but a name server that hangs must not stop the start. Only the
   * first call does this. If the application does not call this method, its start does.
   *
   * @throws IllegalArgumentException naming a setting with an invalid value
   */
  public synchronized void start() {
    if (started) {
      return;
    }
    started = true;
    // A client may be built on the application's own thread, where Liberty offers no telemetry.
    traces = observers.traces();
    List<ServiceListener> listeners = new ArrayList<>(observers.listeners());
    listeners.add(events);
    ServiceListener listener = new Listeners(listeners);
    Map<String, Upkeep> found = new TreeMap<>();
    StorkServices.start(config)
        .forEach(
            (name, parts) ->
                found.put(name, new Upkeep(balanced(name, parts, listener), Background.THREADS)));
    services = found;
    try {
      for (Upkeep each : found.values()) {
        each.service().awaitFirstRefresh(FIRST_RESOLUTION_MILLIS);
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  void startWithApplication(@Observes @Initialized(ApplicationScoped.class) Object event) {
    start();
  }

  private BalancedService balanced(
      String name, StorkServices.Parts parts, ServiceListener listener) {
    ServiceSettings settings = SettingsReader.of(config, name);
    return new BalancedService(
        new ServiceSetUp(
            name,
            parts.source(),
            parts.strategy(),
            parts.loadBalancer(),
            settings,
            contracts.stream().filter(each -> each.service().equals(name)).findFirst(),
            endpoint -> new KeptConnections(endpoint, settings.connection()),
            Clock.SYSTEM,
            ThreadLocalRandom::current,
            listener,
            () -> evacuations.and(SettingsReader.evacuatedZones(config, name))));
  }

  /**
   * Finds the service of a {@code stork://SERVICE} address.
   *
   * @param address the address
   * @return the service
   * @throws IllegalArgumentException for a name that is not configured
   */
  public BalancedService service(URI address) {
    // URI.getHost() is null for a name with an underscore.
    String name = address.getHost() == null ? address.getAuthority() : address.getHost();
    Upkeep service = name == null ? null : services.get(name);
    if (service == null) {
      throw new IllegalArgumentException(
          "stork://%s is called, but stork.%s.service-discovery.type is not set"
              .formatted(name, name));
    }
    return service.service();
  }

  /** {@return the source of the traces of calls; {@link TraceSource#NONE} before the start} */
  public TraceSource traces() {
    return traces;
  }

  /** {@return the current state of every service and its instances} */
  public DiscoveryView view() {
    return DiscoveryView.of(services());
  }

  /** {@return every configured service in the order of the names; empty before the start} */
  public List<BalancedService> services() {
    return services.values().stream().map(Upkeep::service).toList();
  }

  /** {@return the log of events; an application may add its own} */
  public EventLog events() {
    return events;
  }

  /** {@return the zones that an operator has evacuated on this process; live} */
  public Evacuations evacuations() {
    return evacuations;
  }

  /**
   * {@return for each service name, how many instances are in rotation, for example {@code 2 of 3}}
   */
  public Map<String, String> inRotation() {
    Map<String, String> counts = new TreeMap<>();
    services.forEach(
        (name, upkeep) -> {
          RotationView now = upkeep.service().view();
          counts.put(name, now.inRotation().size() + " of " + now.known().size());
        });
    return counts;
  }

  @PreDestroy
  void stop() {
    services.values().forEach(Upkeep::close);
    StorkServices.stop();
  }
}
