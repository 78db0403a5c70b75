package local.microservice.liberty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static local.microservice.harness.Fetches.json;
import static local.microservice.liberty.LibertyServer.get;
import static local.microservice.liberty.PageStream.service;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The live page's traffic and faults, and what becomes of both. */
@ExtendWith(SharedDevServer.class)
@ResourceLock(SharedDevServer.NAME)
class PageTrafficIT {

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private static DevServer dev;

  @BeforeAll
  static void use(DevServer shared) {
    dev = shared;
  }

  @Test
  void sendsTrafficUntilItIsEnded() throws Exception {
    assertThat(traffic("PUT", "provider", "{\"rate\":20}")).isEqualTo(204);
    try (PageStream stream = new PageStream(dev.consumer())) {
      JsonObject running =
          stream.await(
              state ->
                  !service(state).getJsonObject("traffic").getBoolean("withPlain", true)
                      && service(state).getJsonObject("summary").getInt("calls") > 20);
      JsonObject traffic = service(running).getJsonObject("traffic");
      assertThat(traffic.getBoolean("running")).isTrue();
      assertThat(traffic.getString("path")).isEqualTo("/fetch");
      assertThat(traffic.getInt("rate")).isEqualTo(20);
      assertThat(Instant.parse(traffic.getString("until"))).isAfter(Instant.now());
      assertThat(traffic.keySet()).doesNotContain("plain");
      String since = service(running).getJsonObject("summary").getString("since");

      assertThat(traffic("PUT", "provider", "{\"rate\":30,\"plain\":true}")).isEqualTo(204);
      JsonObject changed =
          stream.await(
              state ->
                  service(state).getJsonObject("traffic").containsKey("plain")
                      && plain(state).getInt("calls") > plain(state).getInt("failed"));
      assertThat(service(changed).getJsonObject("summary").getString("since")).isEqualTo(since);
      assertThat(service(changed).getJsonObject("traffic").getInt("rate")).isEqualTo(30);
      assertThat(plain(changed).getString("url")).isEqualTo(dev.providers().get(0) + "/data");
      assertThat(plain(changed).getString("instance")).isEqualTo(instance(0));
      assertThat(plain(changed).getJsonObject("answeredBy")).hasSize(1);

      assertThat(traffic("DELETE", "provider", "")).isEqualTo(204);
      JsonObject ended =
          stream.await(state -> !service(state).getJsonObject("traffic").getBoolean("running"));
      assertThat(service(ended).getJsonObject("traffic").keySet())
          .contains("plain")
          .doesNotContain("rate", "until");
    }
    assertThat(traffic("DELETE", "provider", "")).isEqualTo(204);
    assertThat(events())
        .extracting(each -> each.getString("type"))
        .containsSubsequence("traffic-ended", "traffic-changed", "traffic-started");
  }

  private static JsonObject plain(JsonObject state) {
    return service(state).getJsonObject("traffic").getJsonObject("plain");
  }

  @ParameterizedTest
  @CsvSource({
    "PUT, other, {\"rate\":1}, 404",
    "PUT, '', {\"rate\":1}, 404",
    "DELETE, other, '', 404",
    "PUT, provider, {\"rate\":0}, 400",
    "PUT, provider, {\"rate\":201}, 400",
    "PUT, provider, nonsense, 400",
    "PUT, provider, '', 400",
    "POST, provider, {\"rate\":1}, 405"
  })
  void sendsNoTrafficThatIsNotAllowed(String method, String service, String body, int status)
      throws Exception {
    assertThat(traffic(method, service, body)).isEqualTo(status);
  }

  @Test
  void readsNoLongOrder() throws Exception {
    assertThat(traffic("PUT", "provider", "{\"rate\":1}" + " ".repeat(5000))).isEqualTo(413);
  }

  private static int traffic(String method, String service, String body) throws Exception {
    return send(method, "/discovery/traffic?service=" + service, body);
  }

  private static int send(String method, String path, String body) throws Exception {
    return HTTP.send(
            HttpRequest.newBuilder(URI.create(dev.consumer() + path))
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.discarding())
        .statusCode();
  }

  // part: faults
  @Test
  void tellsTheWholeStory() throws Exception {
    // Nobody wants to see how a cold server begins.
    for (int call = 0; call < 500; call++) {
      get(dev.consumer() + "/fetch");
    }
    try (PageStream stream = new PageStream(dev.consumer())) {
      traffic("PUT", "provider", "{\"rate\":20,\"plain\":true}");
      stream.await(
          state ->
              service(state).getJsonObject("traffic").containsKey("plain")
                  && plain(state).getInt("calls") > 20);
      assertThat(faults("PUT", instance(0), "{\"status\":503}")).isEqualTo(200);

      JsonObject sick =
          stream.await(
              state ->
                  service(state).getJsonObject("summary").getInt("rescued") > 0
                      && plain(state).getInt("failed") > 20
                      && sick(state).containsKey("ejection"));
      assertThat(sick(sick).getJsonObject("fault"))
          .hasToString("{\"status\":503,\"rate\":1.0,\"delay\":\"PT0S\"}");
      assertThat(service(sick).getJsonObject("summary").getInt("failed")).isZero();

      assertThat(faults("DELETE", instance(0), "")).isEqualTo(204);
      stream.await(state -> sick(state).getString("state").equals("in-rotation"));
    } finally {
      traffic("DELETE", "provider", "");
      faults("DELETE", instance(0), "");
    }

    assertThat(events())
        .extracting(each -> each.getString("type"))
        .containsSubsequence(
            "traffic-ended",
            "readmitted",
            "fault-removed",
            "ejected",
            "fault-set",
            "traffic-started");
  }

  /** Most of these calls never reach an instance: the circuit breaker is open. */
  @Test
  void countsWhatTheCircuitBreakerRefuses() throws Exception {
    try (PageStream stream = new PageStream(dev.consumer())) {
      int before = service(stream.await(state -> true)).getInt("failed");
      for (int each = 0; each < 3; each++) {
        faults("PUT", instance(each), "{\"status\":503}");
      }
      traffic("PUT", "provider", "{\"rate\":50}");

      JsonObject seen =
          stream.await(state -> service(state).getJsonObject("summary").getInt("failed") > 200);
      assertThat(service(seen).getInt("failed") - before).isGreaterThan(150);

      heal();
      // The traffic has the trial calls.
      stream.await(
          state ->
              service(state).getJsonObject("instances").values().stream()
                  .allMatch(each -> each.asJsonObject().getString("state").equals("in-rotation")));
    } finally {
      traffic("DELETE", "provider", "");
      heal();
    }
  }

  private static void heal() throws Exception {
    for (int each = 0; each < 3; each++) {
      faults("DELETE", instance(each), "");
    }
  }

  private static JsonObject sick(JsonObject state) {
    return service(state).getJsonObject("instances").values().stream()
        .map(JsonValue::asJsonObject)
        .filter(each -> each.getString("address").equals(instance(0)))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void showsAFaultThatSomebodyElseSet() throws Exception {
    try (PageStream stream = new PageStream(dev.consumer())) {
      HTTP.send(
          HttpRequest.newBuilder(URI.create(instance(0) + "/faults"))
              .header("Content-Type", "application/json")
              .PUT(BodyPublishers.ofString("{\"delay\":\"PT0.1S\",\"rate\":0.1}"))
              .build(),
          BodyHandlers.discarding());
      JsonObject seen = stream.await(state -> sick(state).containsKey("fault"));
      assertThat(sick(seen).getJsonObject("fault"))
          .hasToString("{\"rate\":0.1,\"delay\":\"PT0.1S\"}");

      HTTP.send(
          HttpRequest.newBuilder(URI.create(instance(0) + "/faults")).DELETE().build(),
          BodyHandlers.discarding());
      stream.await(state -> !sick(state).containsKey("fault"));
    }
  }

  @Test
  void makesAKnownInstanceSickAndWell() throws Exception {
    String instance = dev.providers().get(2).replace("localhost", "127.0.0.1");

    assertThat(faults("PUT", instance, "{\"status\":503}")).isEqualTo(200);
    assertThat(get(instance + "/data").statusCode()).isEqualTo(503);
    assertThat(get(instance + "/info").statusCode()).isEqualTo(503);
    assertThat(faults("PUT", instance, "{\"status\":1}")).isEqualTo(400);
    assertThat(faults("DELETE", instance, "")).isEqualTo(204);
    assertThat(get(instance + "/data").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({"http://127.0.0.1:1", "http://localhost", "''"})
  void asksNobodyButKnownInstances(String instance) throws Exception {
    assertThat(faults("PUT", instance, "{\"status\":503}")).isEqualTo(404);
  }

  private static int faults(String method, String instance, String body) throws Exception {
    return send(method, "/discovery/faults?instance=" + encoded(instance), body);
  }

  // end of part

  private static List<JsonObject> events() throws Exception {
    return json(LibertyServer.get(dev.consumer() + "/discovery/events").body())
        .getJsonArray("events")
        .getValuesAs(JsonObject.class);
  }

  private static String instance(int place) {
    return dev.providers().get(place).replace("localhost", "127.0.0.1");
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, UTF_8);
  }
}
