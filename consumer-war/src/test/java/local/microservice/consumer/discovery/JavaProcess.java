package local.microservice.consumer.discovery;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A class of the tests that runs in a process of its own, until it is killed. */
class JavaProcess implements AutoCloseable {

  private final Process process;
  private final BufferedReader out;

  JavaProcess(Class<?> main, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xmx64m"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    out = process.inputReader(StandardCharsets.UTF_8);
  }

  /** The next line that it says. */
  final String readLine() throws IOException {
    String line = out.readLine();
    if (line == null) {
      throw new IOException("the process has ended");
    }
    return line;
  }

  /** Says a line to it. */
  final void writeLine(String line) throws IOException {
    process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
  }

  /** SIGKILL, without waiting for the end. */
  final void destroy() {
    process.destroyForcibly();
  }

  /** SIGKILL. */
  final void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** SIGSTOP: for a provider the kernel goes on to accept connections, and nobody answers. */
  final void freeze() throws Exception {
    signal("STOP");
  }

  final void thaw() throws Exception {
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
