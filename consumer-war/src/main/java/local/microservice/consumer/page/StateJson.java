package local.microservice.consumer.page;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonBuilderFactory;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import local.microservice.consumer.page.Moment.OfInstance;
import local.microservice.consumer.page.Moment.OfService;
import local.microservice.consumer.page.faults.FaultsInForce;
import local.microservice.consumer.page.traffic.Traffic;
import local.microservice.discovery.Discovery;
import local.microservice.discovery.call.BalancedService;
import local.microservice.discovery.call.Resolution;
import local.microservice.discovery.instance.CallHistory;
import local.microservice.discovery.instance.Instance;
import local.microservice.discovery.instance.Latency;
import local.microservice.discovery.show.EndpointJson;
import local.microservice.discovery.show.ReasonJson;
import local.microservice.discovery.show.ZonesJson;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Shows what the page shows at one moment. Instances and events have their ids as names, so that
 * the difference from one second to the next is small. A figure that is not there is absent, as a
 * JSON Merge Patch has null for "removed". Thread-safe.
 */
@ApplicationScoped
class StateJson {

  private static final JsonBuilderFactory JSON = Json.createBuilderFactory(Map.of());

  @Inject Discovery discovery;

  @Inject CircuitBreakers breakers;

  @Inject Traffic traffic;

  // part: faults
  @Inject FaultsInForce faults;

  // end of part

  @Inject
  @ConfigProperty(name = "HOSTNAME")
  Optional<String> hostname;

  @Inject
  @ConfigProperty(name = "service.version")
  String version;

  @Inject
  @ConfigProperty(name = "ENVIRONMENT")
  String environment;

  private final Instant start =
      Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());

  /** Shows a moment that was just recorded, and what has no history. */
  JsonObject at(Moment now) {
    Map<String, List<String>> states = breakers.states();
    JsonObjectBuilder services = JSON.createObjectBuilder();
    for (BalancedService each : discovery.services()) {
      OfService figures = now.services().get(each.name());
      if (figures != null) {
        services.add(each.name(), service(each, figures, states.get(each.name())));
      }
    }
    JsonObjectBuilder events = JSON.createObjectBuilder();
    discovery
        .events()
        .newest()
        .forEach(event -> events.add(Long.toString(event.id()), event.json()));
    return JSON.createObjectBuilder()
        .add("consumer", hostname.orElseGet(StateJson::localName))
        .add("version", version)
        .add("environment", environment)
        .add("at", now.at().toString())
        // part: faults
        .add("faults", faults.isEnabled())
        // end of part
        .add("services", services)
        .add("events", events)
        .build();
  }

  private static String localName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException unnamed) {
      return "localhost";
    }
  }

  private JsonObjectBuilder service(
      BalancedService service, OfService figures, List<String> states) {
    JsonObjectBuilder json =
        JSON.createObjectBuilder()
            .add("strategy", service.strategy())
            .add("panic", service.view().panic());
    Resolution resolution = service.resolution();
    if (resolution != null) {
      json.add("resolution", resolution(resolution));
    }
    EndpointJson.source(resolution).ifPresent(source -> json.add("source", source));
    Map<String, JsonObject> others = EndpointJson.others(resolution);
    if (!others.isEmpty()) {
      json.add("others", JSON.createObjectBuilder(Map.<String, Object>copyOf(others)));
    }
    ZonesJson.of(service).ifPresent(zones -> json.add("zones", zones));
    if (states != null) {
      json.add("breakers", JSON.createArrayBuilder(states));
    }
    json.add("calls", figures.calls())
        .add("failed", figures.failed())
        .add("rescued", service.counts().rescued())
        .add("retries", service.counts().retries())
        .add("retryBudgetLeft", service.retryBudgetLeft());
    addLatency(json, figures.latency());
    json.add(
        "summary", traffic.summary(service.name()).orElseGet(() -> sinceStart(service, figures)));
    traffic.show(service.name()).ifPresent(shown -> json.add("traffic", shown));
    JsonObjectBuilder instances = JSON.createObjectBuilder();
    for (Instance each : service.view().known()) {
      OfInstance recorded = figures.instances().get(each.id());
      if (recorded != null) {
        instances.add(Long.toString(each.id()), instance(each, recorded));
      }
    }
    return json.add("instances", instances);
  }

  private JsonObject sinceStart(BalancedService service, OfService figures) {
    return JSON.createObjectBuilder()
        .add("since", start.toString())
        .add("calls", figures.calls())
        .add("failed", figures.failed())
        .add("rescued", service.counts().rescued())
        .build();
  }

  private static JsonObjectBuilder resolution(Resolution last) {
    JsonObjectBuilder json =
        JSON.createObjectBuilder()
            .add("at", last.at().toString())
            .add("tookMillis", last.tookMillis());
    if (last.error() != null) {
      json.add("error", last.error());
    }
    return json;
  }

  private JsonObjectBuilder instance(Instance instance, OfInstance recorded) {
    JsonObjectBuilder json =
        JSON.createObjectBuilder()
            .add("address", instance.address())
            .add("state", instance.standing().text());
    instance
        .standing()
        .ejection()
        .ifPresent(
            ejection ->
                json.add(
                    "ejection",
                    JSON.createObjectBuilder()
                        .add("until", ejection.until().toString())
                        .add("reason", ReasonJson.of(ejection.reason()))));
    Instant rests = instance.restsUntil();
    if (rests != null) {
      json.add("restsUntil", rests.toString());
    }
    EndpointJson.of(instance).ifPresent(endpoint -> json.add("endpoint", endpoint));
    json.add("calls", recorded.calls())
        .add("failures", instance.history().failures())
        .add("inFlight", instance.inFlight())
        .add("connections", instance.connections().open());
    addLatency(json, recorded.latency());
    CallHistory.Failure failure = instance.history().lastFailure();
    if (failure != null) {
      json.add(
          "lastError",
          JSON.createObjectBuilder()
              .add("at", failure.at().toString())
              .add("error", ReasonJson.of(failure.error())));
    }
    // part: faults
    faults.of(instance).ifPresent(fault -> json.add("fault", fault));
    // end of part
    return json;
  }

  private static void addLatency(JsonObjectBuilder json, Latency latency) {
    latency.p50Millis().ifPresent(millis -> json.add("p50Millis", millis));
    latency.p99Millis().ifPresent(millis -> json.add("p99Millis", millis));
  }
}
