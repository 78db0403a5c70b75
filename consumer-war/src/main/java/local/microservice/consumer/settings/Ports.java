package local.microservice.consumer.settings;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.stream.Stream;

/**
 * The ports of this server, which Liberty opens after its applications have started. With one of
 * them taken it would say so and go on without it.
 */
final class Ports {

  /** A system property, so that the ports are looked at once in the life of a JVM. */
  private static final String LOOKED_AT = "local.microservice.ports";

  private Ports() {}

  /**
   * Refuses ports on which another process listens. The first application of the server that asks
   * does it for all; later they are open, and this server's own.
   *
   * @param ports each as {@code NAME=PORT}, separated by spaces; the name is that of the variable
   * @throws IllegalArgumentException naming each that is taken
   */
  static void requireFree(String ports) {
    if (System.getProperties().putIfAbsent(LOOKED_AT, ports) != null) {
      return;
    }
    String taken =
        Stream.of(ports.split(" "))
            .map(port -> port.split("="))
            .filter(port -> !isFree(port[1]))
            .map(
                port ->
                    "%s is '%s', but must be a port (1 to 65535) on which no other process listens"
                        .formatted(port[0], port[1]))
            .collect(joining("; "));
    if (!taken.isEmpty()) {
      throw new IllegalArgumentException(taken);
    }
  }

  private static boolean isFree(String port) {
    if (!Setting.isPort(port)) {
      return false;
    }
    try (ServerSocket free =
        new ServerSocket(Integer.parseInt(port), 1, InetAddress.getLoopbackAddress())) {
      return free.isBound();
    } catch (IOException taken) {
      return false;
    }
  }
}
