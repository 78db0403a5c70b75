package local.microservice.service.settings;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The ports of this server. Liberty opens them after its applications have started. If a port is
 * taken, Liberty only logs that, and goes on without the port.
 */
final class Ports {

  /** This system property is set once the ports are tried, which happens once in a JVM. */
  private static final String TRIED = "local.microservice.ports";

  private Ports() {}

  /**
   * Refuses ports that cannot be opened, such as those of another process. The first application of
   * the server tries all ports. Later calls do nothing, because then the server itself has opened
   * them.
   *
   * @param ports each as {@code NAME=PORT}, separated by spaces; NAME is the variable
   * @throws IllegalArgumentException naming each that cannot be opened, and why
   */
  static void requireFree(String ports) {
    if (System.getProperties().putIfAbsent(TRIED, ports) != null) {
      return;
    }
    String taken =
        Stream.of(ports.split(" "))
            .map(port -> port.split("=", 2))
            .flatMap(
                port ->
                    obstacle(port[1])
                        .map(
                            why ->
                                "%s is '%s', but must be a port that can be opened: %s"
                                    .formatted(port[0], port[1], why))
                        .stream())
            .collect(joining("; "));
    if (!taken.isEmpty()) {
      throw new IllegalArgumentException(taken);
    }
  }

  /** The reason why a port of this machine cannot be opened, or empty. */
  private static Optional<String> obstacle(String port) {
    if (!ServiceSettings.isPort(port)) {
      return Optional.of("it is no whole number from 1 to 65535");
    }
    try {
      new ServerSocket(Integer.parseInt(port), 1, InetAddress.getLoopbackAddress()).close();
      return Optional.empty();
    } catch (IOException taken) {
      return Optional.of(taken.getMessage());
    }
  }
}
