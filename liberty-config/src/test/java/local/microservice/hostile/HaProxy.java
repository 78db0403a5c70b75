package local.microservice.hostile;

import static local.microservice.liberty.LibertyServer.freePort;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * A HAProxy that lets in the same paths as the Ingress. It does not normalise a path before it
 * decides.
 */
final class HaProxy implements AutoCloseable {

  private final Process process;
  private final int port = freePort();

  /** Whether HAProxy is installed. */
  static boolean isThere() {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "haproxy")));
  }

  HaProxy(int providerPort, int consumerPort) throws IOException {
    Path folder =
        Files.createTempDirectory(Files.createDirectories(Path.of("target/it")), "haproxy")
            .toAbsolutePath();
    Path configuration =
        Files.writeString(
            folder.resolve("haproxy.cfg"),
            """
            defaults
              mode http
              timeout connect 5s
              timeout client 60s
              timeout server 60s
            frontend ingress
              bind 127.0.0.1:%d
              use_backend consumer if { path /consumer } || { path_beg /consumer/ }
              use_backend provider if { path /provider } || { path_beg /provider/ }
              default_backend nowhere
            backend nowhere
              http-request deny deny_status 404
            backend consumer
              server consumer 127.0.0.1:%d
            backend provider
              server provider 127.0.0.1:%d
            """
                .formatted(port, consumerPort, providerPort));
    process =
        new ProcessBuilder("haproxy", "-db", "-f", configuration.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("console.log").toFile())
            .start();
    await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .failFast("HAProxy ended: " + folder, () -> !process.isAlive())
        .until(
            () -> {
              new Socket("127.0.0.1", port).close();
              return true;
            });
  }

  int port() {
    return port;
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
  }
}
