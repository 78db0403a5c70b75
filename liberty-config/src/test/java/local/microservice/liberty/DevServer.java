package local.microservice.liberty;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Both WARs in one server, as {@code mvn liberty:dev} runs them, on other ports.
 *
 * @param server its process
 * @param consumer the consumer's URL
 * @param operator the URL of the metrics and the OpenAPI document
 * @param providers the URLs of the provider's three instances
 */
record DevServer(LibertyServer server, String consumer, String operator, List<String> providers)
    implements AutoCloseable {

  private static final String LOCAL = "http://localhost:";
  private static final List<String> PROVIDERS =
      List.of("provider_port", "provider_port_2", "provider_port_3");

  /** Starts the server at free ports, and waits until the consumer answers. */
  static DevServer start(Map<String, String> settings) throws IOException {
    return start(settings, freePorts());
  }

  /** Starts the server at these ports, by their variables, and waits until the consumer answers. */
  static DevServer start(Map<String, String> settings, Map<String, String> ports)
      throws IOException {
    Map<String, String> environment = new HashMap<>(settings);
    environment.putAll(ports);
    String consumer = LOCAL + ports.get("consumer_port");
    LibertyServer server =
        new LibertyServer("server.xml", environment).awaitAnswer(consumer + "/fetch");
    return new DevServer(
        server,
        consumer,
        LOCAL + ports.get("operator_port"),
        PROVIDERS.stream().map(variable -> LOCAL + ports.get(variable)).toList());
  }

  /** A free port for each variable that sets a port. */
  static Map<String, String> freePorts() throws IOException {
    Map<String, String> ports = new HashMap<>();
    for (String variable : PROVIDERS) {
      ports.put(variable, freePort());
    }
    ports.put("consumer_port", freePort());
    ports.put("operator_port", freePort());
    return ports;
  }

  private static String freePort() throws IOException {
    return Integer.toString(LibertyServer.freePort());
  }

  @Override
  public void close() {
    server.close();
  }
}
