package local.microservice.liberty;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.stream.Collectors.joining;
import static local.microservice.liberty.LibertyServer.delete;
import static local.microservice.liberty.LibertyServer.freePort;
import static local.microservice.liberty.LibertyServer.put;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import local.microservice.harness.Probes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The consumer on one processor, with more callers than it can serve. */
@Isolated("the consumer needs the processors for itself")
class FloodIT {

  private static final Duration WARM_UP = Duration.ofSeconds(10);
  private static final Duration FLOOD = Duration.ofSeconds(5);

  private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(1);

  /** The timeoutSeconds of the probes in kubernetes/. */
  private static final Duration OF_KUBELET = Duration.ofSeconds(2);

  private static final String ONE_PROCESSOR = "-XX:ActiveProcessorCount=1 -Xmx128m -Xss512k";
  // part: faults
  private static final String DELAYS = "{\"delay\":\"%s\"}";
  // end of part

  private static String providerUrl;
  private static String consumerUrl;
  private static String urlOfLongAnswers;
  private static LibertyServer provider;
  private static LibertyServer consumer;
  private static LongAnswers longAnswers;
  private static LibertyServer consumerOfLongAnswers;

  @BeforeAll
  static void start() throws Exception {
    int providerPort = freePort();
    int consumerPort = freePort();
    providerUrl = "http://127.0.0.1:" + providerPort;
    consumerUrl = "http://127.0.0.1:" + consumerPort;
    provider =
        new LibertyServer(
            "provider.xml",
            Map.of("PORT", Integer.toString(providerPort), "FAULTS_ENABLED", "true"));
    consumer = LibertyServer.consumer(consumerPort, providerUrl, Map.of("JVM_ARGS", ONE_PROCESSOR));
    int otherPort = freePort();
    urlOfLongAnswers = "http://127.0.0.1:" + otherPort;
    longAnswers = new LongAnswers(1_000_000);
    consumerOfLongAnswers =
        LibertyServer.consumer(otherPort, longAnswers.url(), Map.of("JVM_ARGS", ONE_PROCESSOR));
    provider.awaitAnswer(providerUrl + "/data");
    consumer.awaitAnswer(consumerUrl + "/fetch");
    consumerOfLongAnswers.awaitAnswer(urlOfLongAnswers + "/fetch");
    new Flood(consumerUrl, 40).last(WARM_UP);
  }

  @AfterAll
  static void stop() {
    consumerOfLongAnswers.close();
    longAnswers.close();
    consumer.close();
    provider.close();
  }

  // part: faults
  @ParameterizedTest
  @CsvSource({"300, PT1S", "300, PT1.9S", "2000, PT1S"})
  void answersEveryProbeWhileItsProviderIsSlow(int callers, String delay) throws Exception {
    assertThat(put(providerUrl + "/faults", DELAYS.formatted(delay)).statusCode()).isEqualTo(200);
    Flood flood = new Flood(consumerUrl, callers);

    Probes probes = probedDuring(consumerUrl, PROBE_TIMEOUT, flood);
    delete(providerUrl + "/faults");

    System.out.printf("%d callers, the provider takes %s: %s; %s%n", callers, delay, flood, probes);
    assertThat(flood.millis.keySet()).containsExactlyInAnyOrder(200, 503);
    assertThat(flood.withoutRetryAfter.sum()).isZero();
    assertThat(flood.unanswered.sum()).isZero();
    assertThat(probes.failed()).isZero();
    assertThat(probes.answered()).isGreaterThan(10);
  }

  // end of part

  @Test
  void refusesNobodyInABurstThatIsOverAtOnce() throws Exception {
    // An earlier test may have made the provider slow. Fast calls lower the consumer's mean
    // duration again.
    new Flood(consumerUrl, 40).last(Duration.ofSeconds(1));
    Flood flood = new Flood(consumerUrl, 200);

    flood.once();

    System.out.printf("200 callers at once, the provider is fast: %s%n", flood);
    assertThat(flood.millis.keySet()).containsExactly(200);
  }

  /**
   * The consumer has several copies of each answer in memory. All answers at once would fill the
   * heap. Collections of this small heap take the one processor for up to 0.4 s.
   */
  @Test
  void keepsItsHeapWhileManyAnswersAreLong() throws Exception {
    new Flood(urlOfLongAnswers, 20).last(WARM_UP);
    Flood flood = new Flood(urlOfLongAnswers, 200);

    Probes probes = probedDuring(urlOfLongAnswers, OF_KUBELET, flood);

    System.out.printf("200 callers, answers of 1 MB: %s; %s%n", flood, probes);
    assertThat(flood.millis.keySet()).containsExactlyInAnyOrder(200, 503);
    assertThat(flood.withoutRetryAfter.sum()).isZero();
    assertThat(flood.unanswered.sum()).isZero();
    assertThat(probes.failed()).isZero();
    assertThat(consumerOfLongAnswers.console()).doesNotContain("OutOfMemoryError");
    for (int call = 0; call < 50; call++) {
      assertThat(LibertyServer.get(urlOfLongAnswers + "/fetch").statusCode()).isEqualTo(200);
    }
  }

  private static Probes probedDuring(String url, Duration timeout, Flood flood) throws Exception {
    try (Probes probes = new Probes(url, timeout)) {
      flood.last(FLOOD);
      return probes;
    }
  }

  /** Callers that call again after each answer, or after the time in Retry-After. */
  private static final class Flood {

    final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    final HttpRequest fetch;
    final int callers;
    final ConcurrentMap<Integer, Queue<Long>> millis = new ConcurrentHashMap<>();
    final LongAdder withoutRetryAfter = new LongAdder();
    final LongAdder unanswered = new LongAdder();

    Flood(String consumer, int callers) {
      fetch =
          HttpRequest.newBuilder(URI.create(consumer + "/fetch"))
              .timeout(Duration.ofSeconds(10))
              .build();
      this.callers = callers;
    }

    void once() throws Exception {
      callUntil(System.nanoTime());
    }

    void last(Duration time) throws Exception {
      callUntil(System.nanoTime() + time.toNanos());
    }

    private void callUntil(long end) throws Exception {
      List<CompletableFuture<Void>> all = Stream.generate(() -> call(end)).limit(callers).toList();
      CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
    }

    private CompletableFuture<Void> call(long end) {
      long begin = System.nanoTime();
      return http.sendAsync(fetch, BodyHandlers.ofString())
          .handle(
              (answer, failure) -> {
                record(answer, System.nanoTime() - begin);
                return answer != null && answer.statusCode() == 200 ? 0 : 1;
              })
          .thenCompose(
              pause ->
                  System.nanoTime() - end > 0
                      ? CompletableFuture.<Void>completedFuture(null)
                      : CompletableFuture.supplyAsync(
                              () -> call(end),
                              CompletableFuture.delayedExecutor(pause, TimeUnit.SECONDS))
                          .thenCompose(next -> next));
    }

    private void record(HttpResponse<String> answer, long nanos) {
      if (answer == null) {
        unanswered.increment();
        return;
      }
      int status = answer.statusCode();
      millis
          .computeIfAbsent(status, first -> new ConcurrentLinkedQueue<>())
          .add(TimeUnit.NANOSECONDS.toMillis(nanos));
      if (status == 503 && !answer.headers().firstValue("Retry-After").equals(Optional.of("1"))) {
        withoutRetryAfter.increment();
      }
    }

    @Override
    public String toString() {
      return new TreeMap<>(millis)
          .entrySet().stream()
              .map(each -> each.getKey() + " " + figures(each.getValue()))
              .collect(joining("; "));
    }

    /** The callers measure these times. They share two processors with all servers. */
    private static String figures(Collection<Long> millis) {
      long[] sorted = millis.stream().mapToLong(Long::longValue).sorted().toArray();
      return "x %d, %d in 100 ms, median %d ms, 90 %% in %d ms, longest %d ms"
          .formatted(
              sorted.length,
              LongStream.of(sorted).filter(each -> each <= 100).count(),
              sorted[sorted.length / 2],
              sorted[sorted.length * 9 / 10],
              sorted[sorted.length - 1]);
    }
  }

  /** A provider with long answers. */
  private static final class LongAnswers implements AutoCloseable {

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;

    LongAnswers(int length) throws IOException {
      server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
      byte[] body =
          "{\"message\":\"%s\",\"source\":\"s\"}".formatted("x".repeat(length)).getBytes(US_ASCII);
      server.setExecutor(threads);
      server.createContext(
          "/data",
          exchange -> {
            try (exchange) {
              exchange.getResponseHeaders().set("Content-Type", "application/json");
              exchange.sendResponseHeaders(200, body.length);
              exchange.getResponseBody().write(body);
            }
          });
      server.start();
    }

    String url() {
      return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
      server.stop(0);
      threads.shutdownNow();
    }
  }
}
