package local.microservice.liberty;

import static local.microservice.liberty.LibertyServer.freePort;
import static local.microservice.liberty.LibertyServer.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import local.microservice.liberty.OtlpReceiver.Span;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A collector gets the traces. Without a collector there are no traces. */
class TracesIT {

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String CALLER = "00f067aa0ba902b7";

  private static OtlpReceiver collector;
  private static LibertyServer services;
  private static String consumer;
  private static int sick;
  private static int well;

  @BeforeAll
  static void start() throws Exception {
    collector = new OtlpReceiver();
    sick = freePort();
    well = freePort();
    int consumerPort = freePort();
    consumer = "http://localhost:" + consumerPort;
    Map<String, String> environment = new HashMap<>(tracing(collector.endpoint()));
    environment.put("consumer_port", Integer.toString(consumerPort));
    environment.put("provider_port", Integer.toString(sick));
    environment.put("provider_port_2", Integer.toString(well));
    environment.put("provider_port_3", Integer.toString(freePort()));
    environment.put("operator_port", Integer.toString(freePort()));
    environment.put(
        "PROVIDER_SERVICE", "http://localhost:%d,http://localhost:%d".formatted(sick, well));
    environment.put("ENVIRONMENT", "staging");
    services = new LibertyServer("server.xml", environment);
    services.awaitAnswer(consumer + "/fetch");
  }

  @AfterAll
  static void stop() throws Exception {
    services.close();
    collector.close();
  }

  // part: faults
  @Test
  void oneTraceSpansTheCallerTheConsumerEachAttemptAndItsProvider() throws Exception {
    assertThat(
            put("http://localhost:" + sick + "/faults", "{\"status\":503,\"rate\":1}").statusCode())
        .isEqualTo(200);

    // The two instances take turns, so one of two calls goes to the sick one first.
    List<String> traces = List.of(newTrace(), newTrace());
    for (String each : traces) {
      assertThat(fetch(consumer, each)).isEqualTo(200);
    }
    String trace =
        await()
            .atMost(Duration.ofSeconds(20))
            .until(
                () -> traces.stream().filter(each -> collector.spans(each).size() == 6).findAny(),
                Optional::isPresent)
            .orElseThrow();
    Span request = one(trace, span -> isServer(span) && from(span, "consumer"));
    assertThat(request.parent()).isEqualTo(CALLER);
    assertThat(request.resource())
        .containsEntry("deployment.environment.name", "staging")
        .containsEntry("service.version", "v" + System.getProperty("project.version"));

    Span call = one(trace, span -> span.parent().equals(request.id()));
    List<Span> attempts = attempts(trace);
    assertThat(attempts).extracting(Span::parent).containsOnly(call.id());

    Span first = one(trace, span -> instance(span) == sick && span.kind().equals("CLIENT"));
    assertThat(first.failed()).isTrue();
    assertThat(first.attributes())
        .contains(
            entry("server.address", "127.0.0.1"),
            entry("http.request.method", "GET"),
            entry("http.response.status_code", "503"),
            entry("error.type", "503"),
            entry("url.full", "http://127.0.0.1:" + sick + "/data"))
        .doesNotContainKeys("http.request.resend_count", "discovery.retry.reason");

    Span second = one(trace, span -> instance(span) == well && span.kind().equals("CLIENT"));
    assertThat(second.failed()).isFalse();
    assertThat(second.attributes())
        .contains(
            entry("http.response.status_code", "200"),
            entry("http.request.resend_count", "1"),
            entry("discovery.retry.reason", "HTTP status 503"));

    for (Span attempt : attempts) {
      Span answer = one(trace, span -> span.parent().equals(attempt.id()));
      assertThat(answer.kind()).isEqualTo("SERVER");
      assertThat(answer.resource()).containsEntry("service.name", "provider");
    }
  }

  // end of part

  @Test
  void tellsACallerNothingOfTheTrace() throws Exception {
    assertThat(answer(consumer, newTrace(), "01").headers().map().keySet())
        .isNotEmpty()
        .noneMatch(name -> name.contains("trace"));
  }

  /** A consumer whose one provider records its requests, and ends after the first test. */
  @Nested
  @TestMethodOrder(OrderAnnotation.class)
  class OfOneProvider {

    private static final String NOT_RECORDED = newTrace();

    private static RecordingProvider provider;
    private static LibertyServer server;
    private static String lonely;

    @BeforeAll
    static void start() throws Exception {
      int port = freePort();
      lonely = "http://localhost:" + port;
      provider = new RecordingProvider("127.0.0.1", 0);
      server = LibertyServer.consumer(port, provider.url(), tracing(collector.endpoint()));
      server.awaitAnswer(lonely + "/health");
    }

    @AfterAll
    static void stop() {
      server.close();
    }

    @Test
    @Order(1)
    void aCallThatIsNotRecordedContinuesTheCallersTraceAllTheSame() throws Exception {
      try (RecordingProvider alive = provider) {
        assertThat(answer(lonely, NOT_RECORDED, "00").statusCode()).isEqualTo(200);
      }

      assertThat(provider.received().getFirst("traceparent"))
          .matches("00-" + NOT_RECORDED + "-[0-9a-f]{16}-00")
          .doesNotContain(CALLER);
    }

    @Test
    @Order(2)
    void aCallThatNobodyAnswersHasItsSpansToo() throws Exception {
      // An earlier call finds that the provider has closed the connection that was kept.
      fetch(lonely, newTrace());
      String trace = newTrace();

      assertThat(fetch(lonely, trace)).isEqualTo(503);

      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> collector.spans(trace).stream().anyMatch(TracesIT::isServer));
      Span request = one(trace, TracesIT::isServer);
      Span call = one(trace, span -> span.parent().equals(request.id()));
      assertThat(call.failed()).isTrue();
      assertThat(attempts(trace))
          .isNotEmpty()
          .allSatisfy(
              attempt -> {
                assertThat(attempt.parent()).isEqualTo(call.id());
                assertThat(attempt.failed()).isTrue();
                assertThat(attempt.attributes().get("error.type")).contains("ConnectException");
              });
      // Spans of the earlier call would have come before these.
      assertThat(collector.spans(NOT_RECORDED)).isEmpty();
    }
  }

  @ParameterizedTest
  @Execution(ExecutionMode.CONCURRENT)
  @CsvSource({"OTEL_SERVICE_NAME, any", "OTEL_EXPORTER_OTLP_ENDPOINT, ''"})
  void withoutAnEndpointThereIsNoTraceAndNoWordOfIt(String name, String value) throws Exception {
    int port = freePort();
    String plain = "http://localhost:" + port;
    try (RecordingProvider provider = new RecordingProvider("127.0.0.1", 0);
        LibertyServer server = LibertyServer.consumer(port, provider.url(), Map.of(name, value))) {
      server.awaitAnswer(plain + "/health");

      assertThat(fetch(plain, newTrace())).isEqualTo(200);

      assertThat(provider.received()).doesNotContainKey("traceparent");
      assertThat(server.console())
          .doesNotContain("CWMOT5100I:", "CWMOT5002E", "opentelemetry", "Failed to export");
    }
  }

  private static Map<String, String> tracing(String endpoint) {
    return Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint, "OTEL_BSP_SCHEDULE_DELAY", "200");
  }

  private static String newTrace() {
    return UUID.randomUUID().toString().replace("-", "");
  }

  private static int fetch(String consumer, String trace) throws Exception {
    return answer(consumer, trace, "01").statusCode();
  }

  private static HttpResponse<Void> answer(String consumer, String trace, String flags)
      throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(URI.create(consumer + "/fetch"))
            .header("traceparent", "00-" + trace + "-" + CALLER + "-" + flags)
            .build(),
        BodyHandlers.discarding());
  }

  private static List<Span> attempts(String trace) {
    return collector.spans(trace).stream()
        .filter(span -> span.kind().equals("CLIENT") && instance(span) > 0)
        .toList();
  }

  private static Span one(String trace, Predicate<Span> which) {
    List<Span> all = collector.spans(trace);
    List<Span> those = all.stream().filter(which).toList();
    assertThat(those).as("one of %s", all).hasSize(1);
    return those.get(0);
  }

  private static boolean isServer(Span span) {
    return span.kind().equals("SERVER");
  }

  private static boolean from(Span span, String service) {
    return service.equals(span.resource().get("service.name"));
  }

  private static int instance(Span span) {
    return Integer.parseInt(span.attributes().getOrDefault("server.port", "-1"));
  }
}
