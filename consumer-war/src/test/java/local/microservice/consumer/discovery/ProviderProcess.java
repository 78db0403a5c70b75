package local.microservice.consumer.discovery;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A {@link TestProvider} in a process of its own. */
final class ProviderProcess implements AutoCloseable {

  private final Process process;
  private final String address;

  ProviderProcess(String host, int port) throws IOException {
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                TestProvider.class.getName(),
                host,
                Integer.toString(port))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    address = out.readLine();
    if (address == null) {
      throw new IOException("no provider starts on " + host + " port " + port);
    }
  }

  String address() {
    return address;
  }

  int port() {
    return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
  }

  /** SIGKILL. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** SIGKILL to all of them, before any is waited for. */
  static void killAtOnce(List<ProviderProcess> all) throws InterruptedException {
    all.forEach(each -> each.process.destroyForcibly());
    for (ProviderProcess each : all) {
      each.process.waitFor();
    }
  }

  /** SIGSTOP: the kernel goes on to accept connections, and nobody answers. */
  void freeze() throws Exception {
    signal("STOP");
  }

  void thaw() throws Exception {
    signal("CONT");
  }

  private void signal(String name) throws Exception {
    int failed =
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    if (failed != 0) {
      throw new IllegalStateException("kill -" + name + " ends with " + failed);
    }
  }

  @Override
  public void close() throws InterruptedException {
    kill();
  }
}
