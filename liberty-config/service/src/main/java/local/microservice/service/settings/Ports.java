package local.microservice.service.settings;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The ports of this server, which Liberty opens after its applications have started. With one of
 * them taken it would say so and go on without it.
 */
final class Ports {

  /** A system property, so that the ports are tried once in the life of a JVM. */
  private static final String TRIED = "local.microservice.ports";

  private Ports() {}

  /**
   * Refuses ports that cannot be opened, as when another process listens there. The first
   * application of the server that asks does it for all; later they are open, and this server's
   * own.
   *
   * @param ports each as {@code NAME=PORT}, separated by spaces; the name is that of the variable
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

  /** What is in the way of opening a port on this machine. */
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
