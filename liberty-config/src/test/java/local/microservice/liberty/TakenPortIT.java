package local.microservice.liberty;

import static local.microservice.liberty.LibertyServer.freePort;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A port that another process has: one line of the console says which, and what moves it. */
class TakenPortIT {

  @ParameterizedTest
  @CsvSource({
    "server, consumer_port",
    "server, provider_port",
    "server, provider_port_2",
    "server, provider_port_3",
    "server, operator_port",
    "consumer, PORT",
    "provider, PORT"
  })
  void isNamedWithTheVariableThatMovesIt(String configuration, String variable) throws Exception {
    Map<String, String> environment = DevServer.freePorts();
    environment.put("PORT", Integer.toString(freePort()));
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(other.getLocalPort());
      environment.put(variable, port);

      try (LibertyServer server = new LibertyServer(configuration + ".xml", environment)) {
        Pattern line = Pattern.compile("CWWKO0221E: .*\\b" + variable + "\\b.*\\b" + port + "\\b");
        await().atMost(Duration.ofMinutes(2)).until(() -> line.matcher(server.console()).find());
      }
    }
  }
}
