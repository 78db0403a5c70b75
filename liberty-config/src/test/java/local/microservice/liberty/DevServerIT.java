package local.microservice.liberty;

import static local.microservice.liberty.LibertyServer.delete;
import static local.microservice.liberty.LibertyServer.freePort;
import static local.microservice.liberty.LibertyServer.get;
import static local.microservice.liberty.LibertyServer.put;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Both WARs in one server, as {@code mvn liberty:dev} runs them, on other ports. */
class DevServerIT {

  private static final List<Integer> PROVIDERS = new ArrayList<>();

  private static LibertyServer server;
  private static String consumer;
  private static String operator;

  @BeforeAll
  static void start() throws Exception {
    for (int i = 0; i < 3; i++) {
      PROVIDERS.add(freePort());
    }
    int consumerPort = freePort();
    int operatorPort = freePort();
    consumer = "http://localhost:" + consumerPort;
    operator = "http://localhost:" + operatorPort;
    Map<String, String> environment = new HashMap<>();
    environment.put("consumer_port", Integer.toString(consumerPort));
    environment.put("provider_port", PROVIDERS.get(0).toString());
    environment.put("provider_port_2", PROVIDERS.get(1).toString());
    environment.put("provider_port_3", PROVIDERS.get(2).toString());
    environment.put("operator_port", Integer.toString(operatorPort));
    environment.put(
        "PROVIDER_SERVICE",
        String.join(",", PROVIDERS.stream().map(port -> "http://localhost:" + port).toList()));
    environment.put("LOG_LEVEL", "debug");
    environment.put("ENVIRONMENT", "test");
    server = new LibertyServer("server.xml", environment).awaitAnswer(consumer + "/fetch");
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @Test
  void fetchesFromAllThreeProviderAddresses() throws Exception {
    for (int i = 0; i < 6; i++) {
      assertThat(get(consumer + "/fetch").statusCode()).isEqualTo(200);
    }

    for (int port : PROVIDERS) {
      assertThat(server.console())
          .containsPattern("GET http://127.0.0.1:" + port + "/data: 200 in \\d+ ms");
    }
  }

  @Test
  void tellsWhichOfTheThreeAnswers() throws Exception {
    for (int port : PROVIDERS) {
      assertThat(get("http://localhost:" + port + "/info").body())
          .contains("\"port\":\"" + port + "\"");
    }
  }

  @Test
  void makesOneOfTheThreeSickAndNotTheOthers() throws Exception {
    String sick = "http://localhost:" + PROVIDERS.get(1);
    assertThat(put(sick + "/faults", "{\"status\":503}").statusCode()).isEqualTo(200);
    try {
      for (int port : PROVIDERS) {
        String provider = "http://localhost:" + port;
        boolean well = !provider.equals(sick);
        assertThat(get(provider + "/data").statusCode()).isEqualTo(well ? 200 : 503);
        assertThat(get(provider + "/provider/data").statusCode()).isEqualTo(well ? 200 : 503);
        assertThat(get(provider + "/faults").body()).contains(well ? "null" : "503");
        assertThat(get(provider + "/health").statusCode()).isEqualTo(200);
        // Heals none but the instance that it was sent to.
        if (well) {
          delete(provider + "/faults");
        }
      }
      assertThat(get(sick + "/data").statusCode()).isEqualTo(503);
    } finally {
      delete(sick + "/faults");
    }

    assertThat(get(sick + "/data").statusCode()).isEqualTo(200);
    assertThat(server.console())
        .contains("port " + PROVIDERS.get(1) + ": faults are status=503, rate=1.0, delay=PT0S")
        .contains("port " + PROVIDERS.get(1) + ": faults are removed");
  }

  @ParameterizedTest
  @CsvSource({
    "/metrics, environment=\"test\"",
    "/openapi, /consumer/fetch:",
    "/openapi, /provider/data:",
    "/openapi/ui/, Swagger"
  })
  void answersOperatorsOnAPortOfTheirOwn(String path, String part) throws Exception {
    assertThat(get(operator + path).statusCode()).isEqualTo(200);
    assertThat(get(operator + path).body()).contains(part);
  }

  @Test
  void keepsTheSwitchForFaultsOutOfTheDocument() throws Exception {
    assertThat(get(operator + "/openapi").body()).doesNotContain("/faults");
  }

  @ParameterizedTest
  @CsvSource({"/metrics", "/openapi", "/openapi/ui/", "/consumer/metrics", "/consumer/openapi"})
  void keepsWhatIsForOperatorsFromTheApi(String path) throws Exception {
    assertThat(get(consumer + path).statusCode()).isEqualTo(404);
    assertThat(get("http://localhost:" + PROVIDERS.get(0) + path).statusCode()).isEqualTo(404);
  }

  @Test
  void logsItsSettingsInOneLine() {
    assertThat(server.console())
        .contains(
            "consumer v"
                + System.getProperty("project.version")
                + ": ENVIRONMENT=test, LOG_LEVEL=debug");
  }
}
