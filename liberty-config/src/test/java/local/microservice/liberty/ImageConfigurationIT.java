package local.microservice.liberty;

import static local.microservice.liberty.LibertyServer.freePort;
import static local.microservice.liberty.LibertyServer.get;
import static local.microservice.liberty.LibertyServer.raw;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import java.io.StringReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each service in its own server, with the configuration of its image. */
class ImageConfigurationIT {

  private static LibertyServer provider;
  private static LibertyServer consumer;
  private static int providerPort;
  private static int consumerPort;

  @BeforeAll
  static void start() throws Exception {
    providerPort = freePort();
    consumerPort = freePort();
    provider = new LibertyServer("provider.xml", Map.of("PORT", Integer.toString(providerPort)));
    consumer =
        LibertyServer.consumer(
            consumerPort,
            "http://localhost:" + providerPort,
            Map.of(
                "WLP_LOGGING_CONSOLE_FORMAT", "json",
                "LOG_LEVEL", "debug",
                "ENVIRONMENT", "staging"));
    provider.awaitAnswer("http://localhost:" + providerPort + "/data");
    consumer.awaitAnswer("http://localhost:" + consumerPort + "/fetch");
  }

  @AfterAll
  static void stop() throws Exception {
    consumer.close();
    provider.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1\r\nHost: microservice.local",
        "HTTP/1.1\r\nHost: anything:30081",
        "HTTP/1.1\r\nHost: localhost",
        "HTTP/1.0",
        "HTTP/1.1\r\nHost: a\r\n$WSSP: 1\r\n$WSRA: 192.0.2.1\r\n$WSSC: https\r\n$WSSN: other",
      })
  void answersWhateverHostIsAskedFor(String rest) throws Exception {
    assertThat(raw(consumerPort, "GET /consumer/fetch", rest))
        .contains(" 200 OK\r\n", "\"status\":\"success\"");
    assertThat(raw(consumerPort, "GET /metrics", rest)).contains(" 200 OK\r\n");
    assertThat(raw(providerPort, "GET /provider/info", rest))
        .contains(" 200 OK\r\n", "\"port\":\"" + providerPort + "\"");
  }

  @Test
  void believesNoPrivateHeaderOfLibertys() throws Exception {
    String host = "HTTP/1.1\r\nHost: microservice.local:81";
    String forged =
        "\r\n$WSSC: https\r\n$WSIS: true\r\n$WSSN: forged.local\r\n$WSSP: 99\r\n$WSRA: 192.0.2.1";

    assertThat(raw(consumerPort, "GET /openapi", host + forged))
        .contains("url: http://microservice.local:81")
        .doesNotContain("https:", "forged.local", ":99");
  }

  @Test
  void sendsNothingOfTheServersOwnInItsHeaders() throws Exception {
    assertThat(raw(consumerPort, "GET /metrics", "HTTP/1.0").split("\r\n\r\n")[0])
        .contains(" 200 OK\r\n")
        .doesNotContainIgnoringCase("\nServer:")
        .doesNotContainIgnoringCase("X-Powered-By")
        .doesNotContainIgnoringCase("Set-Cookie")
        .doesNotContain("$WS");
  }

  @Test
  void speaksNoHttp2WhenItIsAskedToSwitch() throws Exception {
    HttpClient asking = HttpClient.newBuilder().version(Version.HTTP_2).build();
    for (int port : List.of(providerPort, consumerPort)) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://localhost:%d/health".formatted(port))).build();
      HttpResponse<String> answer = asking.send(request, BodyHandlers.ofString());

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.version()).isEqualTo(Version.HTTP_1_1);
    }
  }

  @Test
  void speaksNoHttp2WhenItIsExpectedTo() throws Exception {
    // RFC 9113, section 3.4: the preface, and an empty SETTINGS frame.
    String preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0";
    for (int port : List.of(providerPort, consumerPort)) {
      try (Socket socket = new Socket("localhost", port)) {
        socket.setSoTimeout(10_000);
        socket.getOutputStream().write(preface.getBytes(StandardCharsets.US_ASCII));

        assertThat(new String(socket.getInputStream().readNBytes(5), StandardCharsets.US_ASCII))
            .isIn("HTTP/", "");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/metrics", "/openapi", "/openapi/ui/"})
  void answersOperatorsOutsideTheIngressPrefix(String path) throws Exception {
    assertThat(get("http://localhost:" + consumerPort + path).statusCode()).isEqualTo(200);
    assertThat(get("http://localhost:" + consumerPort + "/consumer" + path).statusCode())
        .isEqualTo(404);
    assertThat(get("http://localhost:" + providerPort + path).statusCode()).isEqualTo(200);
    assertThat(get("http://localhost:" + providerPort + "/provider" + path).statusCode())
        .isEqualTo(404);
  }

  // part: faults
  @Test
  void letsNobodyMakeTheProviderSick() throws Exception {
    assertThat(get("http://localhost:" + providerPort + "/faults").statusCode()).isEqualTo(404);
  }

  // end of part

  @Test
  void labelsMetricsWithTheEnvironment() throws Exception {
    assertThat(get("http://localhost:" + consumerPort + "/metrics").body())
        .containsPattern(
            "http_server_request_duration_seconds_count\\{.*environment=\"staging\".*http_route=\"/fetch\"");
  }

  @Test
  void countsUnknownPathsAndMethodsUnderOneLabelEach() throws Exception {
    for (String line : List.of("GET /nothing/1", "GET /consumer/nothing/2", "BREW /fetch")) {
      raw(consumerPort, line, "HTTP/1.1\r\nHost: " + line.hashCode() + ".invalid");
    }
    assertThat(get("http://localhost:" + consumerPort + "/metrics").body())
        .containsPattern("_count\\{.*method=\"GET\".*code=\"404\".*route=\"\",.*} 2.0")
        .containsPattern("_count\\{.*method=\"_OTHER\".*code=\"405\".*} 1.0")
        .doesNotContain("nothing", "BREW", ".invalid");
  }

  @Test
  void logsJsonWhereLibertysOwnVariableSaysSo() {
    assertThat(consumer.console().lines().filter(line -> line.contains("/data: 200 in ")))
        .isNotEmpty()
        .allSatisfy(
            line ->
                assertThat(
                        Json.createReader(new StringReader(line)).readObject().getString("message"))
                    .contains("GET http://127.0.0.1:" + providerPort + "/data: 200 in "));
  }

  @Test
  void logsItsSettingsInOneLine() {
    assertThat(provider.console()).contains("ENVIRONMENT=development, LOG_LEVEL=info");
  }
}
