package local.microservice.liberty;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.time.Instant;

/** Makes the state of a consumer, as the page gets it. */
final class PageState {

  private PageState() {}

  /** A consumer that knows these services, by their names. */
  static JsonObject of(String consumer, JsonObject services) {
    return of(consumer, services, JsonValue.EMPTY_JSON_OBJECT);
  }

  /** A consumer that knows these services, after these events. */
  static JsonObject of(String consumer, JsonObject services, JsonObject events) {
    return Json.createObjectBuilder()
        .add("consumer", consumer)
        .add("version", consumer)
        .add("environment", consumer)
        .add("at", Instant.now().toString())
        .add("faults", true)
        .add("services", services)
        .add("events", events)
        .build();
  }

  /** A service without calls or a path for traffic. */
  static JsonObjectBuilder service(JsonObject instances) {
    return Json.createObjectBuilder()
        .add("strategy", "round-robin")
        .add("panic", false)
        .add("breakers", Json.createArrayBuilder().add("closed"))
        .add("calls", 0)
        .add("failed", 0)
        .add("rescued", 0)
        .add("retries", 0)
        .add("retryBudgetLeft", 10)
        .add(
            "summary",
            Json.createObjectBuilder()
                .add("since", Instant.now().toString())
                .add("calls", 0)
                .add("failed", 0)
                .add("rescued", 0))
        .add("instances", instances);
  }

  /** An instance in rotation without calls. */
  static JsonObjectBuilder instance(String address) {
    return instance(address, 0);
  }

  /** An instance in rotation after so many good calls. */
  static JsonObjectBuilder instance(String address, int calls) {
    return Json.createObjectBuilder()
        .add("address", address)
        .add("state", "in-rotation")
        .add("calls", calls)
        .add("failures", 0)
        .add("inFlight", 0)
        .add("connections", 1);
  }

  /** The last two minutes of this state: every figure grew by the same each second. */
  static JsonObject history(JsonObject state) {
    JsonObjectBuilder services = Json.createObjectBuilder();
    state
        .getJsonObject("services")
        .forEach((name, service) -> services.add(name, past(service.asJsonObject())));
    return Json.createObjectBuilder().add("services", services).build();
  }

  private static final int MOMENTS = 121;

  private static JsonObjectBuilder past(JsonObject service) {
    long now = System.currentTimeMillis();
    JsonObjectBuilder instances = Json.createObjectBuilder();
    service
        .getJsonObject("instances")
        .forEach(
            (id, instance) ->
                instances.add(
                    id,
                    Json.createObjectBuilder()
                        .add("address", instance.asJsonObject().get("address"))
                        .add("calls", growth(instance.asJsonObject().getInt("calls")))));
    var at = Json.createArrayBuilder();
    var latency = Json.createArrayBuilder();
    for (int moment = 0; moment < MOMENTS; moment++) {
      at.add(now - 1000L * (MOMENTS - moment));
      latency.add(JsonValue.NULL);
    }
    var none = latency.build();
    return Json.createObjectBuilder()
        .add("at", at)
        .add("calls", growth(service.getInt("calls")))
        .add("failed", growth(0))
        .add("p50Millis", none)
        .add("p99Millis", none)
        .add("plain", Json.createObjectBuilder().add("calls", growth(0)).add("failed", growth(0)))
        .add("instances", instances);
  }

  private static jakarta.json.JsonArrayBuilder growth(int last) {
    var values = Json.createArrayBuilder();
    for (int moment = 0; moment < MOMENTS; moment++) {
      values.add((int) ((long) last * moment / (MOMENTS - 1)));
    }
    return values;
  }
}
