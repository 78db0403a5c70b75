package local.microservice.liberty;

import static local.microservice.liberty.LibertyServer.freePort;
import static local.microservice.liberty.LibertyServer.get;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * FAULTS_ENABLED overrides the development server's default. DevServerIT tests that server without
 * the variable, ImageConfigurationIT a provider without it, and FloodIT a provider with it.
 */
class FaultsEnabledIT {

  @Test
  void falseKeepsFaultsOutOfTheDevelopmentServer() throws Exception {
    int port = freePort();
    Map<String, String> environment = new HashMap<>();
    environment.put("FAULTS_ENABLED", "false");
    environment.put("provider_port", Integer.toString(port));
    for (String other :
        List.of("provider_port_2", "provider_port_3", "consumer_port", "operator_port")) {
      environment.put(other, Integer.toString(freePort()));
    }

    try (LibertyServer server = new LibertyServer("server.xml", environment)) {
      server.awaitAnswer("http://localhost:" + port + "/data");

      assertThat(get("http://localhost:" + port + "/faults").statusCode()).isEqualTo(404);
    }
  }
}
