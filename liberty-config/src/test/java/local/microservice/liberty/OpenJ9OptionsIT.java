package local.microservice.liberty;

import static java.util.stream.Collectors.joining;
import static local.microservice.liberty.LibertyServer.freePort;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** The images' JVM options, as OpenJ9 understands them. OpenJ9 is the JVM of the images' base. */
@Isolated("the test needs both processors for half a minute")
class OpenJ9OptionsIT {

  private static final Path DOCKER = Path.of("src/main/docker");
  private static final Path DOCUMENTED = Path.of("../.github/CONTRIBUTING.md");
  private static final String NO_FINALIZERS = "--finalization=disabled";

  /**
   * OpenJ9 ignores options with this prefix unless its documentation names them. It names none of
   * the images' options.
   */
  private static final String HOTSPOT_ALONE = "-XX:";

  /** After these calls the heap has all that the server keeps for good. */
  private static final int WARM_UP_CALLS = 20_000;

  private static final int CALLS = 30_000;
  private static final int CALLERS = 16;

  /** What a call may leave behind. A leaked connection or answer is larger. */
  private static final int BYTES_A_CALL = 100;

  /** This many failures are enough to stop: each may take 10 s. */
  private static final int ENOUGH = 20;

  private static final long MIB = 1 << 20;

  @Test
  void areListedWithTheirEffectOnEachJvm() throws Exception {
    String table = Files.readString(DOCUMENTED);

    assertThat(Stream.concat(ofOpenJ9(), Stream.concat(ofHotSpot(), read("hotspot.options"))))
        .allSatisfy(option -> assertThat(table).contains("| `" + option + "` |"));
  }

  /** Without finalizers the heap of OpenJ9 fills. On HotSpot only this agent shows it. */
  @Test
  void keepTheHeapFlatWhileCallsGoOn(@TempDir Path folder) throws Exception {
    List<String> obeyed = ofOpenJ9().toList();
    String options =
        Stream.concat(
                obeyed.stream().filter(option -> !option.equals(NO_FINALIZERS)),
                obeyed.contains(NO_FINALIZERS)
                    ? Stream.of(BlockedFinalizers.writeTo(folder.resolve("agent.jar")))
                    : Stream.empty())
            .collect(joining(" "));
    int providerPort = freePort();
    int consumerPort = freePort();
    String url = "http://127.0.0.1:" + consumerPort;
    try (LibertyServer provider =
            new LibertyServer("provider.xml", Map.of("PORT", Integer.toString(providerPort)));
        LibertyServer consumer =
            LibertyServer.consumer(
                consumerPort,
                "http://127.0.0.1:" + providerPort,
                Map.of("JVM_ARGS", LibertyServer.SHORT_LIVED + " " + options))) {
      provider.awaitAnswer("http://127.0.0.1:" + providerPort + "/data");
      consumer.awaitAnswer(url + "/fetch");
      long failed = call(url, WARM_UP_CALLS);
      long early = consumer.usedHeapBytes(url);

      failed += call(url, CALLS);
      long late = consumer.usedHeapBytes(url);

      System.out.printf(
          "%d calls with %s: %d failed; heap in use before %d MiB, after %d MiB%n",
          CALLS, options, failed, early / MIB, late / MIB);
      assertThat(failed).isZero();
      assertThat(late - early).isLessThan((long) BYTES_A_CALL * CALLS);
    }
  }

  private static Stream<String> ofOpenJ9() throws IOException {
    return all().filter(option -> !option.startsWith(HOTSPOT_ALONE));
  }

  private static Stream<String> ofHotSpot() throws IOException {
    return all().filter(option -> option.startsWith(HOTSPOT_ALONE));
  }

  private static Stream<String> all() throws IOException {
    return Stream.concat(read("jvm.options"), read("aot.options"));
  }

  private static Stream<String> read(String file) throws IOException {
    return Files.readAllLines(DOCKER.resolve(file)).stream()
        .filter(line -> !line.isBlank() && !line.startsWith("#"));
  }

  private static long call(String url, int calls) throws Exception {
    HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    HttpRequest fetch =
        HttpRequest.newBuilder(URI.create(url + "/fetch")).timeout(Duration.ofSeconds(10)).build();
    LongAdder failed = new LongAdder();
    Callable<Void> caller =
        () -> {
          for (int call = 0; call < calls / CALLERS && failed.sum() < ENOUGH; call++) {
            if (!answers(http, fetch)) {
              failed.increment();
            }
          }
          return null;
        };
    ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
    try {
      for (Future<Void> each : callers.invokeAll(Collections.nCopies(CALLERS, caller))) {
        each.get();
      }
    } finally {
      callers.shutdownNow();
    }
    return failed.sum();
  }

  private static boolean answers(HttpClient http, HttpRequest request) throws InterruptedException {
    try {
      return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException failure) {
      return false;
    }
  }
}
