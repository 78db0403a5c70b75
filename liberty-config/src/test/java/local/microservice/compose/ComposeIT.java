package local.microservice.compose;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code docker-compose.yml} as it stands, on the Docker engine that is there. */
@Tag("compose")
class ComposeIT {

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final int THREADS = 16;
  private static final int ENOUGH = 500;

  private static String consumer;
  private static String entry;
  private static Map<String, String> environment;

  private record Result(int exit, String output) {}

  @BeforeAll
  static void buildImages() throws Exception {
    environment =
        Map.of(
            "COMPOSE_PROJECT_NAME", "compose-it",
            "CONSUMER_PORT", Integer.toString(freePort()),
            "PROVIDER_PORT", Integer.toString(freePort()));
    consumer = "http://127.0.0.1:" + environment.get("CONSUMER_PORT");
    entry = "http://127.0.0.1:" + environment.get("PROVIDER_PORT");
    assumeTrue(hasEngine(), "skipped: there is no Docker engine with Compose v2");
    docker("compose", "build");
  }

  @AfterAll
  static void removeContainers() throws Exception {
    if (hasEngine()) {
      docker("compose", "down", "--timeout", "40");
    }
  }

  @BeforeEach
  void startThreeProviders() throws Exception {
    docker("compose", "up", "-d", "--no-build", "--wait", "--scale", "provider=3");
    awaitInRotation(3);
  }

  @Test
  void answersFromAllThreeProvidersAlike() throws Exception {
    ExecutorService callers = Executors.newFixedThreadPool(THREADS);
    Map<String, Long> bySource;
    try {
      Callable<String> call =
          () -> json(get(consumer + "/fetch")).getJsonObject("data").getString("source");
      List<String> sources = new ArrayList<>();
      for (Future<String> answer : callers.invokeAll(Collections.nCopies(3000, call))) {
        sources.add(answer.get());
      }
      bySource = sources.stream().collect(groupingBy(source -> source, counting()));
    } finally {
      callers.shutdown();
    }
    System.out.println("3000 calls over three containers: " + bySource.values());

    assertThat(bySource).hasSize(3);
    assertThat((double) Collections.max(bySource.values()) / Collections.min(bySource.values()))
        .isLessThanOrEqualTo(1.05);
  }

  @Test
  void answersOnTheProvidersPort() throws Exception {
    assertThat(get(entry + "/data").statusCode()).isEqualTo(200);
    assertThat(json(get(entry + "/info")).getString("port")).isEqualTo("8080");
  }

  @Test
  void losesNoCallWhenAProviderIsKilledAndUsesItAgain() throws Exception {
    String killed = containers("provider").get(0);
    try (Load load = new Load()) {
      load.awaitMore(ENOUGH);
      docker("kill", killed);
      load.awaitMore(ENOUGH);
      docker("start", killed);
      awaitHealthy(killed);
      awaitInRotation(3);
      load.awaitMore(ENOUGH);
      load.stop();

      System.out.printf(
          "docker kill of a provider: %d of %d failed%n", load.failures.size(), load.calls.get());
      assertThat(load.failures).isEmpty();
    }
  }

  @Test
  void losesNoCallWhileItIsScaled() throws Exception {
    try (Load load = new Load()) {
      load.awaitMore(ENOUGH);
      docker("compose", "up", "-d", "--no-build", "--wait", "--scale", "provider=5");
      await().atMost(Duration.ofSeconds(3)).until(() -> inRotation() == 5);
      load.awaitMore(ENOUGH);
      docker("compose", "up", "-d", "--no-build", "--scale", "provider=2");
      awaitInRotation(2);
      load.awaitMore(ENOUGH);
      load.stop();

      System.out.printf(
          "3 to 5 to 2 providers: %d of %d failed%n", load.failures.size(), load.calls.get());
      assertThat(load.failures).isEmpty();
    }
  }

  @Test
  void isHealthyAndSaysWhyWhileEveryProviderIsAway() throws Exception {
    docker("compose", "stop", "provider");

    await().until(() -> get(consumer + "/fetch").statusCode() == 503);
    HttpResponse<String> answer = get(consumer + "/fetch");
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/problem+json");
    assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
    assertThat(get(consumer + "/health").statusCode()).isEqualTo(200);
    assertThat(health(containers("consumer").get(0))).isEqualTo("healthy");

    docker("compose", "start", "provider");
    awaitHealthy(containers("provider").get(0));
    await().atMost(Duration.ofSeconds(5)).until(() -> get(consumer + "/fetch").statusCode() == 200);
  }

  @Test
  void stopsInOrderAndCutsNoAnswerShort() throws Exception {
    try (Load load = new Load()) {
      load.awaitMore(ENOUGH);
      docker("compose", "stop");
      load.stop();

      assertThat(load.failures)
          .noneMatch(failure -> failure.contains("bytes received:"))
          .noneMatch(failure -> failure.contains("chunked"))
          .noneMatch(failure -> failure.startsWith("answer"));
      // Providers outlive the consumer: no call ever found them gone.
      assertThat(load.failures).noneMatch(failure -> failure.startsWith("HTTP status"));
    }
    for (String container : containers("consumer", "provider", "provider-entry")) {
      assertThat(docker("inspect", "-f", "{{.State.ExitCode}}", container).trim()).isIn("0", "143");
    }
    docker("compose", "down");
    assertThat(docker("compose", "ps", "-aq")).isBlank();
  }

  @ParameterizedTest
  @ValueSource(strings = {"provider", "consumer"})
  void isAnImageWithNothingToAttackWith(String service) throws Exception {
    String image = "service-" + service + ":v1";
    System.out.printf(
        "%s: %d MB%n",
        image,
        Long.parseLong(docker("image", "inspect", "-f", "{{.Size}}", image).trim()) / 1_000_000);

    assertThat(docker("image", "inspect", "-f", "{{.Config.User}}", image).trim())
        .isEqualTo("1001");
    assertThat(docker("image", "inspect", "-f", "{{json .Config.Labels}}", image))
        .contains("\"org.opencontainers.image.title\":\"service-" + service + "\"");
    assertThat(inside(service, "id -u")).isEqualTo("1001");
    assertThat(inside(service, "grep NoNewPrivs /proc/1/status")).endsWith("1");
    assertThat(inside(service, "grep CapBnd /proc/1/status")).endsWith("0000000000000000");
    assertThat(inside(service, "touch /config/x 2>&1 || true")).contains("Read-only file system");
    assertThat(inside(service, "find / -xdev -type f -perm /6000 2>/dev/null || true")).isEmpty();
    assertThat(inside(service, "find / -xdev -name '*.java' 2>/dev/null || true")).isEmpty();
    assertThat(inside(service, "command -v mvn javac || true")).isEmpty();
    assertThat(docker("history", "--no-trunc", "--format", "{{.CreatedBy}}", image))
        .doesNotContainIgnoringCase("password", "secret", "token", "settings.xml");
  }

  @Test
  void endsWithOneClearLineWhenAVariableIsBad() throws Exception {
    Result result =
        run("docker", "compose", "run", "--rm", "--no-deps", "-e", "PORT=abc", "provider");

    assertThat(result.exit).isNotZero();
    assertThat(result.output.lines().filter(line -> line.contains("but must be")))
        .singleElement()
        .asString()
        .contains("PORT is 'abc', but must be a whole number from 1 to 65535");
  }

  /** Calls without a pause until it is stopped, five minutes at most. */
  private static final class Load implements AutoCloseable {

    final AtomicInteger calls = new AtomicInteger();
    final List<String> failures = Collections.synchronizedList(new ArrayList<>());
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

    Load() {
      for (int thread = 0; thread < THREADS; thread++) {
        threads.execute(this::run);
      }
    }

    private void run() {
      while (!stopped.get() && System.nanoTime() - end < 0) {
        try {
          HttpResponse<String> answer = get(consumer + "/fetch");
          if (answer.statusCode() != 200) {
            failures.add("HTTP status " + answer.statusCode() + ": " + answer.body());
          } else if (!json(answer).getString("status").equals("success")) {
            failures.add("answer: " + answer.body());
          }
        } catch (IOException | RuntimeException failure) {
          failures.add(failure.toString());
        } catch (InterruptedException stopping) {
          return;
        }
        calls.incrementAndGet();
      }
    }

    void awaitMore(int more) {
      int before = calls.get();
      await().atMost(Duration.ofSeconds(60)).until(() -> calls.get() >= before + more);
    }

    void stop() throws InterruptedException {
      stopped.set(true);
      threads.shutdown();
      assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }

    @Override
    public void close() throws InterruptedException {
      stop();
    }
  }

  private static boolean hasEngine() {
    try {
      return run("docker", "info").exit == 0 && run("docker", "compose", "version").exit == 0;
    } catch (IOException | InterruptedException missing) {
      return false;
    }
  }

  private static void awaitInRotation(int count) {
    await().atMost(Duration.ofSeconds(60)).until(() -> inRotation() == count);
  }

  /** How many instances get calls; -1 if the consumer knows of others. */
  private static int inRotation() throws IOException, InterruptedException {
    // An ejected instance comes back by a call.
    get(consumer + "/fetch");
    List<JsonObject> instances =
        json(get(consumer + "/discovery"))
            .getJsonArray("services")
            .getJsonObject(0)
            .getJsonArray("instances")
            .getValuesAs(JsonObject.class);
    return instances.stream().allMatch(each -> each.getString("state").equals("in-rotation"))
        ? instances.size()
        : -1;
  }

  private static void awaitHealthy(String container) {
    await().atMost(Duration.ofSeconds(90)).until(() -> health(container).equals("healthy"));
  }

  private static String health(String container) throws IOException, InterruptedException {
    return docker("inspect", "-f", "{{.State.Health.Status}}", container).trim();
  }

  private static List<String> containers(String... services)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("compose", "ps", "-aq"));
    command.addAll(Arrays.asList(services));
    return docker(command.toArray(String[]::new)).lines().toList();
  }

  private static String inside(String service, String command)
      throws IOException, InterruptedException {
    return docker("compose", "exec", "-T", service, "bash", "-c", command).trim();
  }

  private static String docker(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("docker"));
    command.addAll(Arrays.asList(arguments));
    Result result = run(command.toArray(String[]::new));
    assertThat(result.exit).as("%s: %s", command, result.output).isZero();
    return result.output;
  }

  private static Result run(String... command) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(Path.of("..").toFile()).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Result(process.waitFor(), output);
  }

  private static HttpResponse<String> get(String url) throws IOException, InterruptedException {
    return HTTP.send(
        HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(10)).build(),
        BodyHandlers.ofString());
  }

  private static JsonObject json(HttpResponse<String> answer) {
    return Json.createReader(new StringReader(answer.body())).readObject();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
