package local.microservice.liberty;

import static local.microservice.liberty.LibertyServer.freePort;
import static local.microservice.liberty.LibertyServer.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import local.microservice.harness.Fetches;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The log of a consumer, in the format of the images. The provider is away at first. */
@TestMethodOrder(OrderAnnotation.class)
class LogsIT {

  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

  private static OtlpReceiver collector;
  private static LibertyServer server;
  private static String consumer;
  private static int providerPort;

  @BeforeAll
  static void start() throws Exception {
    collector = new OtlpReceiver();
    providerPort = freePort();
    int port = freePort();
    consumer = "http://localhost:" + port;
    server =
        LibertyServer.consumer(
            port,
            "http://127.0.0.1:" + providerPort,
            Map.of(
                "ENVIRONMENT",
                "staging",
                "WLP_LOGGING_CONSOLE_FORMAT",
                "json",
                "OTEL_EXPORTER_OTLP_ENDPOINT",
                collector.endpoint()));
    server.awaitAnswer(consumer + "/health");
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
    collector.close();
  }

  @Test
  @Order(1)
  void aLineOfARequestHasItsTraceAndEveryLineOfTheServiceItsEnvironment() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(consumer + "/fetch"))
            .header("traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01")
            .build();
    assertThat(HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode())
        .isEqualTo(503);

    await().until(() -> !lines("503 /fetch").isEmpty());
    JsonObject line = lines("503 /fetch").get(0);
    assertThat(line.getString("ext_trace_id")).isEqualTo(TRACE);
    assertThat(line.getString("ext_span_id")).hasSize(16);
    assertThat(lines("provider: http://", "consumer v"))
        .isNotEmpty()
        .allSatisfy(each -> assertThat(each.getString("ext_environment", "")).isEqualTo("staging"));
    assertThat(lines("consumer v").get(0)).doesNotContainKeys("ext_trace_id", "ext_instance");
  }

  @Test
  @Order(2)
  void aStormOfErrorsIsNoStormOfLines() throws Exception {
    int before = server.console().split("\n").length;

    for (int call = 0; call < 500; call++) {
      assertThat(get(consumer + "/fetch").statusCode()).isEqualTo(503);
    }

    await()
        .pollInterval(Duration.ofSeconds(1))
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              get(consumer + "/fetch");
              return !lines(" such lines left out)").isEmpty();
            });
    assertThat(server.console().split("\n").length - before).isBetween(1, 100);
  }

  @Test
  @Order(3)
  void anInstanceHasOneLineOfInformationForEachChangeOfItsState() throws Exception {
    try (RecordingProvider provider = new RecordingProvider("127.0.0.1", providerPort)) {
      await()
          .atMost(Duration.ofSeconds(30))
          .pollInterval(Duration.ofMillis(200))
          .until(() -> get(consumer + "/fetch").statusCode() == 200);
      String instance = provider.url();
      for (String change : List.of(" joins", " ejected for ", " is in rotation again")) {
        await().until(() -> !lines(instance + change).isEmpty());
        assertThat(lines(instance + change))
            .as(change)
            .hasSize(1)
            .allSatisfy(
                line -> {
                  assertThat(line.getString("loglevel")).isEqualTo("INFO");
                  assertThat(line.getString("ext_instance")).isEqualTo(instance);
                });
      }
    }
  }

  /** The lines whose message contains one of these texts. */
  private static List<JsonObject> lines(String... texts) {
    return server
        .console()
        .lines()
        .filter(line -> line.startsWith("{") && line.endsWith("}"))
        .map(Fetches::json)
        .filter(line -> List.of(texts).stream().anyMatch(line.getString("message")::contains))
        .toList();
  }
}
