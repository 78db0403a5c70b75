package local.microservice.liberty;

import static local.microservice.liberty.LibertyServer.freePort;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Both WARs in one server, as {@code mvn liberty:dev} runs them, on other ports.
 *
 * @param server its process
 * @param consumer where the consumer is
 * @param operator where metrics and the OpenAPI document are
 * @param providers where the three instances of the provider are
 */
record DevServer(LibertyServer server, String consumer, String operator, List<String> providers)
    implements AutoCloseable {

  private static final String LOCAL = "http://localhost:";

  /** Starts it, and waits until the consumer answers. */
  static DevServer start(Map<String, String> settings) throws IOException {
    List<Integer> ports = List.of(freePort(), freePort(), freePort());
    int consumer = freePort();
    int operator = freePort();
    List<String> providers = ports.stream().map(port -> LOCAL + port).toList();
    Map<String, String> environment = new HashMap<>(settings);
    environment.put("consumer_port", Integer.toString(consumer));
    environment.put("provider_port", ports.get(0).toString());
    environment.put("provider_port_2", ports.get(1).toString());
    environment.put("provider_port_3", ports.get(2).toString());
    environment.put("operator_port", Integer.toString(operator));
    environment.put("PROVIDER_SERVICE", String.join(",", providers));
    LibertyServer server =
        new LibertyServer("server.xml", environment).awaitAnswer(LOCAL + consumer + "/fetch");
    return new DevServer(server, LOCAL + consumer, LOCAL + operator, providers);
  }

  @Override
  public void close() {
    server.close();
  }
}
