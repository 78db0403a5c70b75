package local.microservice.liberty;

import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ports that another process has: one line of the console for each says what moves it. */
class TakenPortIT {

  @ParameterizedTest
  @CsvSource({
    "server, consumer_port provider_port provider_port_2 provider_port_3 operator_port",
    "consumer, PORT",
    "provider, PORT"
  })
  void areNamedWithTheVariablesThatMoveThem(String configuration, String variables)
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
        taken.forEach(
            (variable, port) -> {
              Pattern line =
                  Pattern.compile("CWWKO0221E: .*\\b" + variable + "\\b.*\\b" + port + "\\b");
              await(variable)
                  .atMost(Duration.ofMinutes(2))
                  .until(() -> line.matcher(server.console()).find());
            });
      }
    } finally {
      for (ServerSocket other : others) {
        other.close();
      }
    }
  }
}
