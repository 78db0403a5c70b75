package local.microservice.compose;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;
import static local.microservice.harness.Fetches.ENOUGH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import local.microservice.harness.Command;
import local.microservice.harness.Command.Result;
import local.microservice.harness.Discovered;
import local.microservice.harness.Fetches;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs {@code docker-compose.yml} without changes on this machine's Docker engine. */
@Tag("compose")
class ComposeIT {

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final int CALLERS = 8;
  // More callers than the consumer lets in.
  private static final int MANY_CALLERS = 200;
  // With the load's two callers, each instance has at most four calls. Discovery would send calls
  // elsewhere if five of them waited at one instance.
  private static final int IN_FLIGHT = 9;

  private static final Command DOCKER =
      new Command(
          "docker",
          Map.of(
              "COMPOSE_PROJECT_NAME",
              "compose-it",
              "CONSUMER_PORT",
              Integer.toString(freePort()),
              "PROVIDER_PORT",
              Integer.toString(freePort()),
              "FAULTS_ENABLED",
              "true"));

  // After this many requests, each service gives its compiler precedence.
  private static final int MANY = 1000;

  private static final String SLOW_START = "compose-it-slow-start";

  private static String consumer;
  private static String entry;

  @BeforeAll
  static void upFromNothing() throws Exception {
    consumer = "http://127.0.0.1:" + DOCKER.environment().get("CONSUMER_PORT");
    entry = "http://127.0.0.1:" + DOCKER.environment().get("PROVIDER_PORT");
    if (!hasEngine()) {
      String reason = "ComposeIT: skipped, there is no Docker engine with Compose v2";
      System.out.println(reason);
      assumeTrue(false, reason);
    }
    docker("compose", "down");
    docker("rm", "-f", SLOW_START);
    long start = System.nanoTime();
    docker("compose", "up", "-d", "--build", "--wait");
    System.out.printf("docker compose up --build: healthy after %d s%n", secondsSince(start));
    // This container starts slowly while the other tests run.
    docker("run", "-d", "--name", SLOW_START, "--cpus", "0.15", "service-provider:v1");
  }

  @AfterAll
  static void removeContainers() throws Exception {
    if (hasEngine()) {
      docker("compose", "down");
      docker("rm", "-f", SLOW_START);
    }
  }

  @BeforeEach
  void startThreeProviders() throws Exception {
    docker("compose", "up", "-d", "--no-build", "--wait", "--scale", "provider=3");
    awaitInRotation(3);
  }

  @Test
  void answersFromAllThreeProvidersAlike() throws Exception {
    ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
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
    try (Fetches load = load(CALLERS)) {
      load.awaitMore(ENOUGH);
      docker("kill", killed);
      load.awaitMore(ENOUGH);
      docker("start", killed);
      awaitHealthy(killed);
      awaitInRotation(3);
      load.forgetSources();
      load.awaitMore(ENOUGH);
      load.assertNoneFailed("docker kill of a provider");
      assertThat(load.sources().keySet()).hasSize(3).anyMatch(killed::startsWith);
    }
  }

  @Test
  void losesNoCallWhileItIsScaled() throws Exception {
    try (Fetches load = load(CALLERS)) {
      load.awaitMore(ENOUGH);
      docker("compose", "up", "-d", "--no-build", "--wait", "--scale", "provider=5");
      load.forgetSources();
      long healthy = System.nanoTime();
      await("all five answer")
          .atMost(Duration.ofSeconds(3))
          .until(() -> load.sources().size() == 5);
      System.out.printf(
          "five providers are healthy: all have answered after %d s%n", secondsSince(healthy));
      docker("compose", "up", "-d", "--no-build", "--scale", "provider=2");
      awaitInRotation(2);
      load.awaitMore(ENOUGH);
      load.assertNoneFailed("3 to 5 to 2 providers");
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
    assertThat(isHealthy(containers("consumer").get(0))).isTrue();

    docker("compose", "start", "provider");
    // Waits for Liberty's start first: it takes longer than the 5 s that discovery has below.
    await()
        .atMost(Duration.ofSeconds(120))
        .until(() -> containers("provider").stream().anyMatch(ComposeIT::isHealthy));
    await().atMost(Duration.ofSeconds(5)).until(() -> get(consumer + "/fetch").statusCode() == 200);
  }

  // part: faults
  @Test
  void stopsInOrderAndCutsNoAnswerShort() throws Exception {
    try (Fetches load = load(2)) {
      load.awaitMore(ENOUGH / 5);
      for (String provider : containers("provider")) {
        slowDown(provider);
      }
      List<CompletableFuture<HttpResponse<String>>> inFlight = new ArrayList<>();
      for (int call = 0; call < IN_FLIGHT; call++) {
        inFlight.add(HTTP.sendAsync(request(consumer + "/fetch"), BodyHandlers.ofString()));
      }
      await().until(() -> sum(instances(), "inFlight") >= IN_FLIGHT);
      docker("compose", "stop");
      load.stop();

      List<HttpResponse<String>> answers = inFlight.stream().map(CompletableFuture::join).toList();
      System.out.printf(
          "docker compose stop: %d of %d calls in flight were answered%n",
          answers.size(), IN_FLIGHT);
      assertThat(answers)
          .allSatisfy(answer -> assertThat(json(answer).getString("status")).isEqualTo("success"));
      // Later calls are refused. No call gets a part of an answer, or an answer without a provider.
      assertThat(load.failures())
          .noneMatch(failure -> failure.contains("bytes received:"))
          .noneMatch(failure -> failure.contains("chunked"))
          .noneMatch(failure -> failure.startsWith("answer"))
          .noneMatch(failure -> failure.startsWith("HTTP status"));
      Instant consumerEnd = Instant.parse(state("FinishedAt", containers("consumer").get(0)));
      for (String provider : containers("provider")) {
        assertThat(Instant.parse(state("FinishedAt", provider))).isAfter(consumerEnd);
      }
      for (String container : containers("consumer", "provider", "provider-entry")) {
        assertThat(state("ExitCode", container)).isIn("0", "143");
        assertThat(state("OOMKilled", container)).isEqualTo("false");
      }
    } finally {
      docker("compose", "down");
    }
    assertThat(docker("compose", "ps", "-aq")).isBlank();
  }

  // end of part

  @Test
  void logsJson() throws Exception {
    List<String> lines = log(containers("consumer").get(0)).lines().toList();

    assertThat(lines).anyMatch(line -> line.contains("ENVIRONMENT=compose, LOG_LEVEL=info"));
    assertThat(lines)
        // Leaves out the lines that the JVM itself prints before Liberty starts.
        .filteredOn(line -> !line.isBlank() && !line.startsWith("WARNING: "))
        .allSatisfy(
            line -> assertThat(Fetches.json(line).getString("type")).startsWith("liberty_"));
  }

  @Test
  void takesNoConnectionBeforeItsApplicationHasStarted() throws Exception {
    await().atMost(Duration.ofMinutes(5)).until(() -> log(SLOW_START).contains("CWWKF0011I"));

    // This start takes a minute. By default Liberty would listen after 30 s and answer 404.
    String log = log(SLOW_START);
    assertThat(log.indexOf("CWWKZ0001I")).isPositive().isLessThan(log.indexOf("CWWKO0219I"));
  }

  private static String log(String container) throws IOException, InterruptedException {
    return docker("logs", container);
  }

  @Test
  void isUnhealthyWhereNothingAnswers() throws Exception {
    String container = containers("consumer").get(0);

    assertThat(DOCKER.run("exec", container, "/opt/ol/ready").exit()).isZero();
    assertThat(DOCKER.run("exec", "-e", "PORT=1", container, "/opt/ol/ready").exit()).isNotZero();
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
        .contains(
            "\"org.opencontainers.image.title\":\"service-" + service + "\"",
            "\"org.opencontainers.image.version\":\"" + System.getProperty("project.version"));
    assertThat(inside(service, "cat /opt/ol/wlp/lib/versions/openliberty.properties"))
        .contains("productVersion=" + System.getProperty("liberty.version"));
    assertThat(inside(service, "id -u")).isEqualTo("1001");
    assertThat(inside(service, "grep NoNewPrivs /proc/1/status")).endsWith("1");
    assertThat(inside(service, "grep CapBnd /proc/1/status")).endsWith("0000000000000000");
    assertThat(inside(service, "touch /config/x 2>&1 || true")).contains("Read-only file system");
    assertThat(inside(service, "find / -xdev -type f -perm /6000 2>/dev/null || true")).isEmpty();
    assertThat(inside(service, "find / -xdev -name '*.java' 2>/dev/null || true")).isEmpty();
    assertThat(inside(service, "command -v mvn javac || true")).isEmpty();
    assertThat(inside(service, "grep -ril password /config/ || true")).isEmpty();
    assertThat(docker("history", "--no-trunc", "--format", "{{.CreatedBy}}", image))
        .doesNotContainIgnoringCase("password", "secret", "token", "settings.xml");
  }

  @Test
  void hasNoMoreProcessesThanItsLimit() throws Exception {
    Result result =
        DOCKER.run(
            "compose",
            "run",
            "--rm",
            "--no-deps",
            "--entrypoint",
            "bash",
            "provider",
            "-c",
            "for i in {1..5000}; do sleep 60 & done");

    assertThat(result.exit()).isNotZero();
    assertThat(result.output()).contains("fork: Resource temporarily unavailable");
  }

  @ParameterizedTest
  @ValueSource(strings = {"provider", "consumer"})
  void hasTwiceTheProcessesThatALoadTakes(String service) throws Exception {
    String container = containers(service).get(0);
    int limit = Integer.parseInt(docker("inspect", "-f", "{{.HostConfig.PidsLimit}}", container));

    int threads;
    try (Fetches load = load(MANY_CALLERS)) {
      load.awaitMore(ENOUGH);
      threads = Integer.parseInt(inside(service, "ls -d /proc/[0-9]*/task/* | wc -l"));
    }
    System.out.printf("%s: %d threads under load, of %d%n", service, threads, limit);

    assertThat(threads * 2).isLessThan(limit);
  }

  @ParameterizedTest
  @CsvSource({
    "RUN sed -i 's/$/\\r/' /opt/ol/ready, /opt/ol/ready cannot be run",
    "ENV JAVA_HOME=/nowhere, its server has ended"
  })
  void saysWhyItsImageIsNotBuilt(String fault, String reason) throws Exception {
    String build = Files.readString(Path.of("Dockerfile"));
    String faulty =
        build.replaceFirst("(?=\nRUN [^\n]*PORT=9080; )", Matcher.quoteReplacement("\n" + fault));
    assertThat(faulty).isNotEqualTo(build);

    Result result =
        DOCKER.run(List.of("build", "--build-arg", "SERVICE=provider", "-f", "-", "."), faulty);

    assertThat(result.exit()).isNotZero();
    assertThat(result.output()).contains("The image is not built: " + reason);
  }

  @ParameterizedTest
  @ValueSource(strings = {"provider", "consumer"})
  void startsFromWhatItsImagesBuildHasPrepared(String service) throws Exception {
    // A start that resolves the features again writes this file again, with the time in it.
    String sum = "sha256sum workarea/platform/feature.bundles.cache";
    assertThat(inside(service, "cd /opt/ol/wlp/output/defaultServer && " + sum))
        .isEqualTo(inside(service, "cd /opt/ol/wlp/usr && " + sum));

    assumeFalse(onOpenJ9(service), "AOT cache: skipped, OpenJ9 has a class cache of its own");
    assertThat(inside(service, "grep -h classes.aot /proc/[0-9]*/maps || true")).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"provider", "consumer"})
  void compilesBeforeItAnswersOnceThereAreManyRequests(String service) throws Exception {
    assumeFalse(onOpenJ9(service), "nice: skipped, OpenJ9 knows no such options");
    String stats = "cat /proc/[0-9]*/task/*/stat 2>/dev/null || true";
    String quiet = docker("exec", SLOW_START, "bash", "-c", stats);

    String busy;
    try (Fetches load = load(CALLERS)) {
      load.awaitMore(4 * MANY);
      busy = inside(service, stats);
    }

    assertThat(nice("C2 Compiler", quiet)).isNotEmpty().containsOnly(0);
    assertThat(nice("Default Exec", quiet)).isNotEmpty().containsOnly(0);
    assertThat(nice("C2 Compiler", busy)).isNotEmpty().containsOnly(0);
    assertThat(nice("Default Exec", busy)).contains(12);
  }

  @Test
  void endsWithOneClearLineWhenAVariableIsBad() throws Exception {
    Result result = DOCKER.run("compose", "run", "--rm", "--no-deps", "-e", "PORT=abc", "provider");

    assertThat(result.exit()).isNotZero();
    assertThat(result.output().lines().filter(line -> line.contains("but must be")))
        .singleElement()
        .asString()
        .contains("PORT is 'abc', but must be a whole number from 1 to 65535");
  }

  private static boolean hasEngine() {
    try {
      return DOCKER.run("info").exit() == 0 && DOCKER.run("compose", "version").exit() == 0;
    } catch (IOException | InterruptedException missing) {
      return false;
    }
  }

  private static void awaitInRotation(int count) {
    await().atMost(Duration.ofSeconds(60)).until(() -> inRotation() == count);
  }

  /** How many instances get calls; -1 if the consumer also knows other instances. */
  private static int inRotation() throws IOException, InterruptedException {
    // An ejected instance comes back only by a call.
    get(consumer + "/fetch");
    List<JsonObject> instances = instances();
    return instances.stream().allMatch(each -> each.getString("state").equals("in-rotation"))
        ? instances.size()
        : -1;
  }

  private static List<JsonObject> instances() throws IOException, InterruptedException {
    return Discovered.instances(json(get(consumer + "/discovery")));
  }

  private static int sum(List<JsonObject> objects, String member) {
    return objects.stream().mapToInt(each -> each.getInt(member)).sum();
  }

  // part: faults
  /**
   * Makes a provider answer after 1.5 s. Sends the request inside the container, because the
   * provider has no published port.
   */
  private static void slowDown(String provider) throws IOException, InterruptedException {
    String body = "{\"delay\":\"PT1.5S\"}";
    String request =
        "PUT /faults HTTP/1.0\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(body.length(), body);
    String send = "exec 3<>/dev/tcp/127.0.0.1/8080; printf %s \"$1\" >&3; cat <&3";
    assertThat(docker("exec", provider, "bash", "-c", send, "slow-down", request))
        .contains(" 200 OK");
  }

  // end of part

  private static void awaitHealthy(String container) {
    await().atMost(Duration.ofSeconds(120)).until(() -> isHealthy(container));
  }

  private static boolean isHealthy(String container) {
    try {
      return state("Health.Status", container).equals("healthy");
    } catch (IOException | InterruptedException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static String state(String field, String container)
      throws IOException, InterruptedException {
    return docker("inspect", "-f", "{{.State." + field + "}}", container).trim();
  }

  private static long secondsSince(long nanoTime) {
    return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - nanoTime);
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

  private static boolean onOpenJ9(String service) throws IOException, InterruptedException {
    return inside(service, "java -version 2>&1").contains("OpenJ9");
  }

  /**
   * The nice values of the threads whose names begin with this text. In a stat file, nice is the
   * 17th field after the name.
   */
  private static Set<Integer> nice(String name, String stats) {
    return Pattern.compile("\\(" + name + "[^)]*\\) (?:\\S+ ){16}(-?\\d+)")
        .matcher(stats)
        .results()
        .map(found -> Integer.valueOf(found.group(1)))
        .collect(toSet());
  }

  private static String docker(String... arguments) throws IOException, InterruptedException {
    return DOCKER.output(arguments);
  }

  private static HttpResponse<String> get(String url) throws IOException, InterruptedException {
    return HTTP.send(request(url), BodyHandlers.ofString());
  }

  private static HttpRequest request(String url) {
    return HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(10)).build();
  }

  private static JsonObject json(HttpResponse<String> answer) {
    return Fetches.json(answer.body());
  }

  private static Fetches load(int callers) {
    return new Fetches(request(consumer + "/fetch"), callers);
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException none) {
      throw new UncheckedIOException(none);
    }
  }
}
