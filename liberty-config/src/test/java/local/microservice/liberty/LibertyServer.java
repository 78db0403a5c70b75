package local.microservice.liberty;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A Liberty in its own process, with one of this project's configurations, both WARs and an
 * environment.
 */
public final class LibertyServer implements AutoCloseable {

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Duration START = Duration.ofSeconds(120);

  /**
   * Above the ports that services use by convention, and below those that the kernel assigns.
   * Builds at the same time start with different numbers.
   */
  private static final AtomicInteger NEXT_PORT =
      new AtomicInteger(20_000 + ThreadLocalRandom.current().nextInt(9_000));

  /**
   * For a server that lives for seconds. The JVM compiles code only once, with its quick compiler.
   * This halves the processor time of a start.
   */
  static final String SHORT_LIVED = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

  /**
   * The folders of ended servers, by their configuration. The next server with the same
   * configuration starts in such a folder. Liberty finds the resolved features there.
   */
  private static final Map<String, Queue<Path>> LEFT = new ConcurrentHashMap<>();

  private final Queue<Path> left;
  private final Path user;
  private final Process process;
  private final Path console;

  /**
   * Starts a server, and does not wait until it is ready.
   *
   * @param configuration the file to use as server.xml
   * @param environment variables in addition to the machine's; the machine's values of the
   *     project's own variables do not count, and JVM_ARGS replaces {@link #SHORT_LIVED}
   */
  public LibertyServer(String configuration, Map<String, String> environment) throws IOException {
    this(
        LEFT.computeIfAbsent(configuration, first -> new ConcurrentLinkedQueue<>()),
        environment,
        server -> addProject(server, configuration));
  }

  private LibertyServer(Queue<Path> left, Map<String, String> environment, Content content)
      throws IOException {
    this.left = left;
    Path free = left.poll();
    user = free == null ? newFolder(content) : free;
    console = Files.createTempFile(user, "console", ".log");
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("liberty.install"), "wlp/bin/server").toString(),
                "run",
                "defaultServer")
            .redirectErrorStream(true)
            .redirectOutput(console.toFile());
    builder
        .environment()
        .keySet()
        .removeAll(
            List.of("PORT", "LOG_LEVEL", "ENVIRONMENT", "PROVIDER_SERVICE", "FAULTS_ENABLED"));
    builder.environment().keySet().removeIf(name -> name.startsWith("OTEL_"));
    builder.environment().put("WLP_USER_DIR", user.toString());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("JVM_ARGS", SHORT_LIVED);
    builder.environment().putAll(environment);
    process = builder.start();
  }

  /** Fills a server's folder. */
  private interface Content {
    void addTo(Path server) throws IOException;
  }

  private static Path newFolder(Content content) throws IOException {
    Path target = Path.of("target").toAbsolutePath();
    Path folder =
        Files.createTempDirectory(Files.createDirectories(target.resolve("it")), "server");
    content.addTo(Files.createDirectories(folder.resolve("servers/defaultServer")));
    return folder;
  }

  private static void addProject(Path server, String configuration) throws IOException {
    Path configurations = Path.of("src/main/liberty/config");
    try (Stream<Path> files = Files.walk(configurations)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = server.resolve(configurations.relativize(file));
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
    if (!configuration.equals("server.xml")) {
      Files.move(
          server.resolve(configuration),
          server.resolve("server.xml"),
          StandardCopyOption.REPLACE_EXISTING);
    }
    Path apps = Files.createDirectories(server.resolve("apps"));
    for (String service : List.of("provider", "consumer")) {
      Files.copy(
          Path.of("..", service + "-war", "target", service + "-war.war"),
          apps.resolve(service + "-war.war"));
    }
  }

  /**
   * Starts a server with the application of another project, and does not wait until it is ready.
   *
   * @param serverXml the text of its server.xml
   * @param war the application; the server finds it under its file's name
   * @param environment variables in addition to the machine's
   */
  public static LibertyServer withApplication(
      String serverXml, Path war, Map<String, String> environment) throws IOException {
    return new LibertyServer(
        new ConcurrentLinkedQueue<>(),
        environment,
        server -> {
          Files.writeString(server.resolve("server.xml"), serverXml);
          Path apps = Files.createDirectories(server.resolve("apps"));
          Files.copy(war, apps.resolve(war.getFileName()));
        });
  }

  /**
   * Starts the consumer alone, configured as in its image, and does not wait until it is ready.
   *
   * @param port the port of its API
   * @param providers its PROVIDER_SERVICE
   * @param more more environment variables
   */
  public static LibertyServer consumer(int port, String providers, Map<String, String> more)
      throws IOException {
    Map<String, String> environment = new HashMap<>(more);
    environment.put("PORT", Integer.toString(port));
    environment.put("PROVIDER_SERVICE", providers);
    return new LibertyServer("consumer.xml", environment);
  }

  /** Waits until a URL answers 200. */
  public LibertyServer awaitAnswer(String url) {
    await(url)
        .atMost(START)
        .pollInterval(Duration.ofMillis(200))
        .ignoreExceptions()
        .failFast("the server ended: " + console, () -> !process.isAlive())
        .until(() -> get(url).statusCode() == 200);
    return this;
  }

  /** Waits until the process ends by itself. Returns its exit code. */
  int awaitExit() throws InterruptedException {
    if (!process.waitFor(START.toSeconds(), TimeUnit.SECONDS)) {
      throw new IllegalStateException("the server is still running");
    }
    return process.exitValue();
  }

  /** The output on the console so far. */
  public String console() {
    try {
      return Files.readString(console);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** The server's JVM. The start script has started it, or has become it by exec. */
  ProcessHandle jvm() {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants())
        .filter(each -> each.info().command().orElse("").endsWith("java"))
        .findFirst()
        .orElseThrow();
  }

  /** Runs a garbage collection. Returns the bytes of heap in use after it. */
  long usedHeapBytes(String url) throws IOException, InterruptedException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin/jcmd").toString();
    new ProcessBuilder(jcmd, Long.toString(jvm().pid()), "GC.run").start().waitFor();
    return get(url + "/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith("memory_usedHeap_bytes"))
        .map(line -> Double.valueOf(line.substring(line.lastIndexOf(' ') + 1)).longValue())
        .findFirst()
        .orElseThrow();
  }

  public static HttpResponse<String> get(String url) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(URI.create(url)));
  }

  static HttpResponse<String> put(String url, String json)
      throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(URI.create(url))
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofString(json)));
  }

  static HttpResponse<String> delete(String url) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(URI.create(url)).DELETE());
  }

  private static HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return HTTP.send(request.timeout(Duration.ofSeconds(10)).build(), BodyHandlers.ofString());
  }

  /**
   * Sends a request that an HTTP client would not send. Returns the whole answer.
   *
   * @param request the method and the target
   * @param rest the version, and the header fields, one a line
   */
  static String raw(int port, String request, String rest) throws Exception {
    try (Socket socket = new Socket("localhost", port)) {
      socket.setSoTimeout(10_000);
      socket
          .getOutputStream()
          .write(
              (request + " " + rest + "\r\nConnection: close\r\n\r\n")
                  .getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /**
   * A free port, which the test may bind later. No parallel test gets the same port, and the kernel
   * gives it to no connection and to no socket on port 0.
   */
  public static int freePort() {
    while (true) {
      int port = NEXT_PORT.getAndIncrement();
      try (ServerSocket socket = new ServerSocket(port)) {
        return socket.getLocalPort();
      } catch (IOException taken) {
        // The next port may be free.
      }
    }
  }

  /** Stops the server and waits for its end. */
  @Override
  public void close() {
    List<ProcessHandle> all =
        Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
    all.forEach(ProcessHandle::destroy);
    process.onExit().orTimeout(40, TimeUnit.SECONDS).join();
    left.add(user);
  }
}
