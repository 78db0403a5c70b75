package local.microservice.liberty;

import static local.microservice.liberty.LibertyServer.freePort;
import static local.microservice.liberty.LibertyServer.get;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The lines that LOG_LEVEL leaves out. The other tests check the lines that it lets in. */
@Execution(ExecutionMode.CONCURRENT)
class LogLevelIT {

  @ParameterizedTest
  @CsvSource({"warn, true", "error, false"})
  void leavesOutWhatIsLessUrgent(String level, boolean saysWarnings) throws Exception {
    int port = freePort();
    String consumer = "http://localhost:" + port;
    Map<String, String> environment =
        Map.of(
            "PORT",
            Integer.toString(port),
            "LOG_LEVEL",
            level,
            "PROVIDER_SERVICE",
            "http://localhost:" + freePort());

    try (LibertyServer server = new LibertyServer("consumer.xml", environment)) {
      server.awaitAnswer(consumer + "/health");
      assertThat(get(consumer + "/fetch").statusCode()).isEqualTo(503);

      assertThat(server.console().contains("503 /fetch")).isEqualTo(saysWarnings);
      assertThat(server.console()).doesNotContain("ENVIRONMENT=", "TRAS0034W:");
    }
  }
}
