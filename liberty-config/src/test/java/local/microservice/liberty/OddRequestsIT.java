package local.microservice.liberty;

import static local.microservice.liberty.LibertyServer.freePort;
import static local.microservice.liberty.LibertyServer.raw;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Requests that no well-behaved client sends. Each service runs alone, configured as in its image,
 * with traces. The consumer's provider is away.
 */
class OddRequestsIT {

  private static final String HTTP = "HTTP/1.1\r\nHost: localhost";
  private static final List<String> HEADERS =
      List.of(
          "Accept: ///;q=zz",
          "Accept: nonsense",
          "Accept: ;;;",
          "Accept: application/json;q",
          "Accept: application/json;q=zz",
          "Accept-Language: \u00ff;;q=9",
          "Accept-Language: de;q=zz",
          "Accept-Language: *;q=5",
          "Content-Type: ;;;",
          "Content-Type: a",
          "Content-Type: \u00ff");
  private static final List<String> PATHS = List.of("/%2f", "/%2e%2e", "/a\\b", "/%ff");

  private static OtlpReceiver collector;
  private static int providerPort;
  private static int consumerPort;
  private static LibertyServer provider;
  private static LibertyServer consumer;

  @BeforeAll
  static void start() throws Exception {
    collector = new OtlpReceiver();
    providerPort = freePort();
    consumerPort = freePort();
    String traces = "OTEL_EXPORTER_OTLP_ENDPOINT";
    provider =
        new LibertyServer(
            "provider.xml",
            Map.of("PORT", Integer.toString(providerPort), traces, collector.endpoint()));
    consumer =
        LibertyServer.consumer(
            consumerPort, "http://127.0.0.1:" + freePort(), Map.of(traces, collector.endpoint()));
    provider.awaitAnswer("http://localhost:" + providerPort + "/data");
    consumer.awaitAnswer("http://localhost:" + consumerPort + "/health");
  }

  @AfterAll
  static void stop() throws Exception {
    consumer.close();
    provider.close();
    collector.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a|b", "a^b", "a[b]", "a%zz", "%", "a\"b", "a<b>", "a{b}", "a\\b", "a`b"})
  void answersAnOddQueryLikeAnyOther(String query) throws Exception {
    for (String prefix : List.of("", "/provider")) {
      assertThat(raw(providerPort, "GET " + prefix + "/data?" + query, HTTP)).contains(" 200 OK");
      assertProblem(404, raw(providerPort, "GET " + prefix + "/nothing?" + query, HTTP));
      assertProblem(405, raw(providerPort, "DELETE " + prefix + "/data?" + query, HTTP));
    }
    for (String prefix : List.of("", "/consumer")) {
      assertThat(raw(consumerPort, "GET " + prefix + "/health?" + query, HTTP)).contains(" 200 OK");
      assertProblem(503, raw(consumerPort, "GET " + prefix + "/fetch?" + query, HTTP));
      assertProblem(404, raw(consumerPort, "GET " + prefix + "/nothing?" + query, HTTP));
    }
    assertThat(raw(consumerPort, "GET /discovery?" + query, HTTP + "\r\nAccept: text/html"))
        .contains(" 301 ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"|", "^", "[", "{", "a:b", ";a=b"})
  void findsNothingAtAnOddPath(String path) throws Exception {
    for (String prefix : List.of("/", "/provider/", "/consumer/")) {
      assertProblem(404, raw(providerPort, "GET " + prefix + path, HTTP));
      assertProblem(404, raw(consumerPort, "GET " + prefix + path, HTTP));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a|b", "a b", "a%zz", "a@b", "[::1]:80"})
  void answersWhateverHostIsNamed(String host) throws Exception {
    String rest = "HTTP/1.1\r\nHost: " + host;

    assertThat(raw(providerPort, "GET /data", rest)).contains(" 200 OK");
    assertProblem(404, raw(providerPort, "GET /nothing", rest));
    assertProblem(503, raw(consumerPort, "GET /fetch", rest));
  }

  @Test
  void sendsABrowserToThePageWithoutAHostOfTheCallers() throws Exception {
    assertThat(
            raw(
                consumerPort,
                "GET /discovery",
                "HTTP/1.1\r\nHost: evil.example\r\nAccept: text/html"))
        .contains(" 301 ", "\r\nLocation: discovery/\r\n")
        .doesNotContain("evil.example");
  }

  static Stream<String> headers() {
    return HEADERS.stream();
  }

  @ParameterizedTest
  @MethodSource("headers")
  void refusesAHeaderThatItCannotRead(String header) throws Exception {
    for (String path : List.of("/data", "/provider/data")) {
      assertProblem(400, raw(providerPort, "GET " + path, HTTP + "\r\n" + header));
    }
    for (String path : List.of("/fetch", "/consumer/fetch", "/discovery")) {
      assertProblem(400, raw(consumerPort, "GET " + path, HTTP + "\r\n" + header));
    }
  }

  @Test
  void writesTenLinesAtMostOfEachKind() throws Exception {
    long before = records(provider) + records(consumer);

    for (int time = 0; time < 30; time++) {
      for (String header : HEADERS) {
        raw(providerPort, "GET /data", HTTP + "\r\n" + header);
        raw(consumerPort, "GET /health", HTTP + "\r\n" + header);
      }
      for (String path : PATHS) {
        raw(providerPort, "GET " + path, HTTP);
        raw(consumerPort, "GET " + path, HTTP);
      }
    }

    // After 900 requests: ten lines of SRVE0315E in each server, and a few lines about the first
    // ones.
    assertThat(records(provider) + records(consumer) - before).isLessThan(2 * 20);
  }

  /** The number of messages, without the lines of stack traces. */
  private static long records(LibertyServer server) {
    return server.console().lines().filter(line -> line.startsWith("[")).count();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/data",
        "/provider/data",
        "/info",
        "/fetch",
        "/consumer/fetch",
        "/health",
        "/health/live",
        "/discovery",
        "/nothing",
        "/metrics",
        "/openapi",
        "/WEB-INF/web.xml",
        "/%2f",
        "/%zz"
      })
  void isKeptInNoCacheAndTakenForNothingElse(String path) throws Exception {
    for (int port : List.of(providerPort, consumerPort)) {
      assertThat(raw(port, "GET " + path, HTTP).split("\r\n\r\n")[0])
          .contains("\r\nCache-Control: no-store", "\r\nX-Content-Type-Options: nosniff")
          .doesNotContain("$WSEP");
    }
  }

  @Test
  void namesTheServerInNoErrorOfTheServersOwnApplications() throws Exception {
    assertThat(raw(consumerPort, "GET /openapi/ui/none", HTTP))
        .contains(" 404 ")
        .doesNotContain("SRVE", "Exception");
  }

  private static void assertProblem(int status, String answer) {
    assertThat(answer)
        .startsWith("HTTP/1.1 " + status + " ")
        .contains("application/problem+json", "\"status\":" + status)
        .doesNotContain("SRVE", "CWWWC", "RESTEASY", "Exception", "$WSEP", "\r\nLocation:");
  }
}
