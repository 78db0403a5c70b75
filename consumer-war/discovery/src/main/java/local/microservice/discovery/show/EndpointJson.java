package local.microservice.discovery.show;

import jakarta.json.Json;
import jakarta.json.JsonBuilderFactory;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import local.microservice.discovery.call.Resolution;
import local.microservice.discovery.instance.Instance;
import local.microservice.discovery.resolve.EndpointState;
import local.microservice.discovery.resolve.SourceInForce;

/** Shows what a cluster says of instances. What is unknown is absent. Thread-safe. */
public final class EndpointJson {

  private static final JsonBuilderFactory JSON = Json.createBuilderFactory(Map.of());

  private EndpointJson() {}

  /**
   * Shows an instance's state.
   *
   * @param instance the instance
   * @return {@code ready}, {@code serving}, {@code terminating}, {@code zone} and {@code node};
   *     empty when nothing is known
   */
  public static Optional<JsonObject> of(Instance instance) {
    return instance.state().map(state -> add(JSON.createObjectBuilder(), state).build());
  }

  /**
   * Shows the known endpoints that are no instances.
   *
   * @param resolution the last resolution; null before the first
   * @return for each address what {@link #of} shows
   */
  public static Map<String, JsonObject> others(Resolution resolution) {
    Map<String, JsonObject> others = new LinkedHashMap<>();
    if (resolution != null) {
      resolution
          .others()
          .forEach(
              (endpoint, state) ->
                  others.put(endpoint.toString(), add(JSON.createObjectBuilder(), state).build()));
    }
    return others;
  }

  /**
   * Shows where the addresses come from.
   *
   * @param resolution the last resolution; null before the first
   * @return {@code name}, {@code since} and {@code whyNoBetter}; empty if there is only one source
   */
  public static Optional<JsonObject> source(Resolution resolution) {
    if (resolution == null || resolution.source().since() == null) {
      return Optional.empty();
    }
    SourceInForce source = resolution.source();
    JsonObjectBuilder json =
        JSON.createObjectBuilder()
            .add("name", source.name())
            .add("since", source.since().toString());
    return Optional.of(add(json, "whyNoBetter", source.whyNoBetter()).build());
  }

  private static JsonObjectBuilder add(JsonObjectBuilder json, EndpointState state) {
    add(json, "ready", state.ready());
    add(json, "serving", state.serving());
    add(json, "terminating", state.terminating());
    add(json, "zone", state.zone());
    return add(json, "node", state.node());
  }

  private static void add(JsonObjectBuilder json, String name, Boolean value) {
    if (value != null) {
      json.add(name, value);
    }
  }

  private static JsonObjectBuilder add(JsonObjectBuilder json, String name, String value) {
    return value == null ? json : json.add(name, value);
  }
}
