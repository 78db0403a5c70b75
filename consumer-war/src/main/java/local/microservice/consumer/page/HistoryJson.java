package local.microservice.consumer.page;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonBuilderFactory;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.function.Function;
import local.microservice.consumer.page.Moment.OfInstance;
import local.microservice.consumer.page.Moment.OfService;
import local.microservice.consumer.page.traffic.CallTally;
import local.microservice.discovery.instance.Latency;

/** Shows what was recorded. A figure that a moment does not have is null. */
final class HistoryJson {

  private static final JsonBuilderFactory JSON = Json.createBuilderFactory(Map.of());

  private HistoryJson() {}

  /** Shows every service; the newest moment is the last. */
  static JsonObject of(List<Moment> moments) {
    Collection<String> names = new TreeSet<>();
    moments.forEach(moment -> names.addAll(moment.services().keySet()));
    JsonObjectBuilder services = JSON.createObjectBuilder();
    names.forEach(name -> services.add(name, service(name, moments)));
    return JSON.createObjectBuilder().add("services", services).build();
  }

  private static JsonObjectBuilder service(String name, List<Moment> all) {
    List<Moment> moments = all.stream().filter(each -> each.services().containsKey(name)).toList();
    List<OfService> services = moments.stream().map(each -> each.services().get(name)).toList();
    JsonObjectBuilder json =
        JSON.createObjectBuilder()
            .add("at", at(moments))
            .add("calls", numbers(services, OfService::calls))
            .add("failed", numbers(services, OfService::failed));
    addLatency(json, services.stream().map(OfService::latency).toList());
    if (services.stream().anyMatch(each -> each.plain().isPresent())) {
      json.add(
          "plain",
          JSON.createObjectBuilder()
              .add("calls", plain(services, CallTally.Counts::calls))
              .add("failed", plain(services, CallTally.Counts::failed)));
    }
    Map<Long, String> addresses = new LinkedHashMap<>();
    services.forEach(
        each -> each.instances().forEach((id, now) -> addresses.put(id, now.address())));
    JsonObjectBuilder instances = JSON.createObjectBuilder();
    addresses.forEach(
        (id, address) ->
            instances.add(
                Long.toString(id),
                JSON.createObjectBuilder()
                    .add("address", address)
                    .add("calls", numbers(services, each -> callsOf(each.instances().get(id))))));
    return json.add("instances", instances);
  }

  /** Shows the latency of one instance. Of two with the same address, the one that came last. */
  static Optional<JsonObject> latency(List<Moment> moments, String service, String address) {
    if (service == null) {
      return Optional.empty();
    }
    List<Moment> known =
        moments.stream().filter(each -> each.services().containsKey(service)).toList();
    List<OfService> services = known.stream().map(each -> each.services().get(service)).toList();
    return services.stream()
        .flatMap(each -> each.instances().entrySet().stream())
        .filter(each -> each.getValue().address().equals(address))
        .map(Map.Entry::getKey)
        .max(Long::compare)
        .map(
            id -> {
              JsonObjectBuilder json = JSON.createObjectBuilder().add("at", at(known));
              addLatency(json, services.stream().map(each -> latencyOf(each, id)).toList());
              return json.build();
            });
  }

  private static Latency latencyOf(OfService service, long id) {
    OfInstance instance = service.instances().get(id);
    return instance == null ? Latency.NONE : instance.latency();
  }

  private static Long callsOf(OfInstance instance) {
    return instance == null ? null : instance.calls();
  }

  private static void addLatency(JsonObjectBuilder json, List<Latency> latencies) {
    json.add("p50Millis", numbers(latencies, each -> orNull(each.p50Millis())))
        .add("p99Millis", numbers(latencies, each -> orNull(each.p99Millis())));
  }

  private static Double orNull(OptionalDouble millis) {
    return millis.isPresent() ? millis.getAsDouble() : null;
  }

  private static JsonArrayBuilder at(List<Moment> moments) {
    return numbers(moments, each -> each.at().toEpochMilli());
  }

  private static JsonArrayBuilder plain(
      List<OfService> services, Function<CallTally.Counts, Long> count) {
    return numbers(services, each -> each.plain().map(count).orElse(null));
  }

  private static <T> JsonArrayBuilder numbers(List<T> all, Function<T, Number> figure) {
    JsonArrayBuilder numbers = JSON.createArrayBuilder();
    for (T each : all) {
      Number number = figure.apply(each);
      if (number == null) {
        numbers.addNull();
      } else if (number instanceof Double millis) {
        numbers.add(millis);
      } else {
        numbers.add(number.longValue());
      }
    }
    return numbers;
  }
}
