package local.microservice.liberty;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Another process has the ports. One line of the console names the variables that set other ports.
 */
@Execution(ExecutionMode.CONCURRENT)
class TakenPortIT {

  @ParameterizedTest
  @CsvSource({
    "server, consumer_port provider_port provider_port_2 provider_port_3 operator_port",
    "consumer, PORT",
    "provider, PORT"
  })
  void endTheStartAndAreNamedWithTheVariablesThatMoveThem(String configuration, String variables)
      throws Exception {
    Map<String, String> taken = new HashMap<>();
    List<ServerSocket> others = new ArrayList<>();
    try {
      for (String variable : variables.split(" ")) {
        ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        others.add(other);
        taken.put(variable, Integer.toString(other.getLocalPort()));
      }
      try (LibertyServer server = new LibertyServer(configuration + ".xml", taken)) {
        assertThat(server.awaitExit()).isNotZero();
        String line =
            server.console().lines().filter(each -> each.contains("but must be")).findFirst().get();
        assertThat(taken)
            .allSatisfy(
                (variable, port) -> assertThat(line).contains(variable + " is '" + port + "'"));
        assertThat(server.console()).doesNotContain("CWWKF0011I");
      }
    } finally {
      for (ServerSocket other : others) {
        other.close();
      }
    }
  }
}
