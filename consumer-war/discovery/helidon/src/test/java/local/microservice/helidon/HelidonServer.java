package local.microservice.helidon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.opentest4j.TestAbortedException;

/** Runs an application on Helidon in a separate process. */
final class HelidonServer implements AutoCloseable {

  private static final String BEANS =
      """
      <beans xmlns="https://jakarta.ee/xml/ns/jakartaee" version="4.0" bean-discovery-mode="all"/>
      """;

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private static final String MAIN = "io.helidon.microprofile.cdi.Main";

  private final Process process;
  private final URI url;

  /** Starts an application with these settings and classes, and waits until it answers. */
  HelidonServer(String name, String settings, Class<?>... classes) throws Exception {
    Jdk jdk =
        Jdk.ofAtLeast(21)
            .orElseThrow(
                () -> {
                  String skipped = "Helidon: skipped, there is no JDK 21 or later";
                  System.out.println(skipped);
                  return new TestAbortedException(skipped);
                });
    Path application = Path.of("target", name + ".jar");
    write(application, settings, classes);
    url = URI.create("http://127.0.0.1:" + freePort());
    List<String> classPath = new ArrayList<>(List.of(application.toString()));
    for (String each : System.getProperty("java.class.path").split(File.pathSeparator)) {
      // Folders have the tests themselves.
      if (each.endsWith(".jar")) {
        classPath.add(each);
      }
    }
    process =
        new ProcessBuilder(
                jdk.java().toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Djdk.net.hosts.file=../../src/test/resources/hosts",
                "-Dserver.host=127.0.0.1",
                "-Dserver.port=" + url.getPort(),
                "-cp",
                String.join(File.pathSeparator, classPath),
                MAIN)
            .redirectErrorStream(true)
            .redirectOutput(Path.of("target", name + ".log").toFile())
            .start();
    try {
      await()
          .atMost(Duration.ofMinutes(2))
          .ignoreException(ConnectException.class)
          .until(this::answers);
    } catch (RuntimeException failure) {
      close();
      throw failure;
    }
  }

  URI url() {
    return url;
  }

  private boolean answers() throws Exception {
    if (!process.isAlive()) {
      throw new IllegalStateException("Helidon has ended");
    }
    HttpRequest request = HttpRequest.newBuilder(url).build();
    return HTTP.send(request, BodyHandlers.discarding()).statusCode() > 0;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static void write(Path application, String settings, Class<?>... classes)
      throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(application))) {
      add(zip, "META-INF/beans.xml", BEANS.getBytes(UTF_8));
      add(zip, "META-INF/microprofile-config.properties", settings.getBytes(UTF_8));
      for (Class<?> each : classes) {
        for (Path file : files(each)) {
          String folder = each.getPackageName().replace('.', '/');
          add(zip, folder + "/" + file.getFileName(), Files.readAllBytes(file));
        }
      }
    }
  }

  /** The class files of a class and of its nested classes. */
  private static List<Path> files(Class<?> of) throws IOException {
    Path folder = Path.of("target/test-classes", of.getPackageName().split("\\."));
    try (Stream<Path> files = Files.list(folder)) {
      String names = of.getSimpleName() + "(\\$.*)?\\.class";
      return files.filter(file -> file.getFileName().toString().matches(names)).toList();
    }
  }

  private static void add(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(bytes);
    zip.closeEntry();
  }

  @Override
  public void close() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }
}
