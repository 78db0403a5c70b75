package local.microservice.liberty;

import static local.microservice.harness.Fetches.json;
import static local.microservice.liberty.LibertyServer.delete;
import static local.microservice.liberty.LibertyServer.freePort;
import static local.microservice.liberty.LibertyServer.get;
import static local.microservice.liberty.LibertyServer.put;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Both WARs in one server, as {@code mvn liberty:dev} runs them, on other ports. */
class DevServerIT {

  private static DevServer dev;

  @BeforeAll
  static void start() throws Exception {
    dev = DevServer.start(Map.of("LOG_LEVEL", "debug", "ENVIRONMENT", "test"));
  }

  @AfterAll
  static void stop() {
    dev.close();
  }

  @Test
  void fetchesFromAllThreeProviderAddressesWhereverTheyWereMovedTo() throws Exception {
    for (int i = 0; i < 6; i++) {
      assertThat(get(dev.consumer() + "/fetch").statusCode()).isEqualTo(200);
    }

    for (String provider : dev.providers()) {
      assertThat(dev.server().console())
          .containsPattern("GET http://127.0.0.1:" + port(provider) + "/data: 200 in \\d+ ms");
    }
  }

  @Test
  void tellsWhichOfTheThreeAnswers() throws Exception {
    for (String provider : dev.providers()) {
      assertThat(get(provider + "/info").body()).contains("\"port\":\"" + port(provider) + "\"");
    }
  }

  // part: faults
  @Test
  void makesOneOfTheThreeSickAndNotTheOthers() throws Exception {
    String sick = dev.providers().get(1);
    assertThat(put(sick + "/faults", "{\"status\":503}").statusCode()).isEqualTo(200);
    try {
      for (String provider : dev.providers()) {
        boolean well = !provider.equals(sick);
        assertThat(get(provider + "/data").statusCode()).isEqualTo(well ? 200 : 503);
        assertThat(get(provider + "/provider/data").statusCode()).isEqualTo(well ? 200 : 503);
        assertThat(get(provider + "/faults").body()).contains(well ? "null" : "503");
        assertThat(get(provider + "/health").statusCode()).isEqualTo(200);
        // The request heals only the instance that gets it.
        if (well) {
          delete(provider + "/faults");
        }
      }
      assertThat(get(sick + "/data").statusCode()).isEqualTo(503);
    } finally {
      delete(sick + "/faults");
    }

    assertThat(get(sick + "/data").statusCode()).isEqualTo(200);
    assertThat(dev.server().console())
        .contains("port " + port(sick) + ": faults are status=503, rate=1.0, delay=PT0S")
        .contains("port " + port(sick) + ": faults are removed");
  }

  // end of part

  @ParameterizedTest
  @CsvSource({
    "/metrics, environment=\"test\"",
    "/openapi, /consumer/fetch:",
    "/openapi, /provider/data:",
    "/openapi/ui/, Swagger"
  })
  void answersOperatorsOnAPortOfTheirOwn(String path, String part) throws Exception {
    assertThat(get(dev.operator() + path).statusCode()).isEqualTo(200);
    assertThat(get(dev.operator() + path).body()).contains(part);
  }

  @Test
  void tellsInTheDocumentWhereEachServiceIs() throws Exception {
    assertThat(get(dev.operator() + "/openapi").body())
        .contains("url: " + dev.consumer(), "url: " + dev.providers().get(0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "LOCALHOST", "127.0.0.1", "[::1]"})
  void answersByTheNamesOfThisMachine(String name) throws Exception {
    assertThat(byName(dev.consumer(), name, "/fetch").statusCode()).isEqualTo(200);
    assertThat(byName(dev.providers().get(1), name, "/data").statusCode()).isEqualTo(200);
    assertThat(byName(dev.operator(), name, "/metrics").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"evil.example", "localhost.evil.example", "0.0.0.0", "192.0.2.1"})
  void answersNoOtherName(String name) throws Exception {
    for (String path : List.of("/fetch", "/discovery", "/discovery/stream", "/discovery/faults")) {
      assertProblem(byName(dev.consumer(), name, path), 403);
    }
    for (String path : List.of("/data", "/faults")) {
      assertProblem(byName(dev.providers().get(1), name, path), 403);
    }
  }

  @Test
  void answersAProblemToAPortThatItDoesNotHave() throws Exception {
    for (String server : List.of(dev.consumer(), dev.providers().get(1))) {
      for (String method : List.of("GET", "PUT", "DELETE", "POST")) {
        assertProblem(send(method, server + "/faults", "localhost:" + freePort()), 404);
      }
    }
  }

  private static HttpResponse<String> byName(String server, String name, String path)
      throws Exception {
    return send("GET", server + path, name + ":" + port(server));
  }

  private static HttpResponse<String> send(String method, String url, String host)
      throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(url))
                .version(HttpClient.Version.HTTP_1_1)
                .header("Host", host)
                .method(method, BodyPublishers.noBody())
                .build(),
            BodyHandlers.ofString());
  }

  private static void assertProblem(HttpResponse<String> answer, int status) {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/problem+json");
    assertThat(json(answer.body()).getInt("status")).isEqualTo(status);
  }

  // part: faults
  @Test
  void keepsTheSwitchForFaultsOutOfTheDocument() throws Exception {
    assertThat(get(dev.operator() + "/openapi").body()).doesNotContain("/faults");
  }

  // end of part

  @ParameterizedTest
  @CsvSource({"/metrics", "/openapi", "/openapi/ui/", "/consumer/metrics", "/consumer/openapi"})
  void keepsWhatIsForOperatorsFromTheApi(String path) throws Exception {
    assertThat(get(dev.consumer() + path).statusCode()).isEqualTo(404);
    assertThat(get(dev.providers().get(0) + path).statusCode()).isEqualTo(404);
  }

  @Test
  void logsItsSettingsInOneLine() {
    assertThat(dev.server().console())
        .contains(
            "consumer v"
                + System.getProperty("project.version")
                + ": ENVIRONMENT=test, LOG_LEVEL=debug");
  }

  private static int port(String provider) {
    return URI.create(provider).getPort();
  }
}
