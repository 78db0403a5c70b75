package local.microservice.liberty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static local.microservice.harness.Fetches.json;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.function.Predicate;

/** The events of an open page. */
final class PageStream implements AutoCloseable {

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** About so many events come within two minutes. */
  private static final int MOST = 120;

  private final HttpResponse<InputStream> answer;
  private final BufferedReader lines;
  private JsonObject state;

  PageStream(String consumer) throws Exception {
    answer = open(consumer);
    lines = new BufferedReader(new InputStreamReader(answer.body(), UTF_8));
  }

  String type() {
    return answer.headers().firstValue("Content-Type").orElseThrow();
  }

  private String after(String prefix) throws Exception {
    String line = lines.readLine();
    while (!line.startsWith(prefix)) {
      line = lines.readLine();
    }
    return line.substring(prefix.length()).strip();
  }

  /** The next event, which has this name. */
  JsonObject next(String name) throws Exception {
    assertThat(after("event:")).isEqualTo(name);
    return json(after("data:"));
  }

  /** The state after the next event. */
  JsonObject state() throws Exception {
    String event = after("event:");
    JsonObject data = json(after("data:"));
    switch (event) {
      case "snapshot" -> state = data;
      case "patch" -> state = Json.createMergePatch(data).apply(state).asJsonObject();
      default -> assertThat(event).isEqualTo("history");
    }
    return state;
  }

  JsonObject await(Predicate<JsonObject> wanted) throws Exception {
    for (int event = 0; event < MOST; event++) {
      if (wanted.test(state())) {
        return state;
      }
    }
    throw new AssertionError("still " + state);
  }

  @Override
  public void close() throws Exception {
    lines.close();
  }

  /** Opens a page without reading its events. */
  static HttpResponse<InputStream> open(String consumer) throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(URI.create(consumer + "/discovery/stream")).build(),
        BodyHandlers.ofInputStream());
  }

  /** The service in a state. */
  static JsonObject service(JsonObject state) {
    return state.getJsonObject("services").getJsonObject("provider");
  }
}
