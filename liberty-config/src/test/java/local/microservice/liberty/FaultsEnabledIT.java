package local.microservice.liberty;

import static local.microservice.liberty.LibertyServer.freePort;
import static local.microservice.liberty.LibertyServer.get;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * FAULTS_ENABLED overrides each configuration's default. DevServerIT tests the development server
 * without the variable.
 */
@Execution(ExecutionMode.CONCURRENT)
class FaultsEnabledIT {

  @ParameterizedTest
  @CsvSource({"server.xml, false, 404", "provider.xml, , 404", "provider.xml, true, 200"})
  void decidesWhetherAProviderCanBeMadeSick(String configuration, String enabled, int status)
      throws Exception {
    int port = freePort();
    Map<String, String> environment = new HashMap<>();
    environment.put("PORT", Integer.toString(port));
    environment.put("provider_port", Integer.toString(port));
    for (String other :
        List.of("provider_port_2", "provider_port_3", "consumer_port", "operator_port")) {
      environment.put(other, Integer.toString(freePort()));
    }
    if (enabled != null) {
      environment.put("FAULTS_ENABLED", enabled);
    }

    try (LibertyServer server = new LibertyServer(configuration, environment)) {
      server.awaitAnswer("http://localhost:" + port + "/data");

      assertThat(get("http://localhost:" + port + "/faults").statusCode()).isEqualTo(status);
    }
  }
}
