package local.microservice.consumer.discovery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import io.smallrye.stork.api.LoadBalancer;
import io.smallrye.stork.api.Service;
import io.smallrye.stork.api.observability.NoopObservationCollector;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import local.microservice.consumer.discovery.NameLookup.NameService;
import org.awaitility.core.ConditionFactory;

/** A service as discovery makes it, without a container around it, and load for it. */
final class TestService implements AutoCloseable {

  static final Call GET =
      new Call("GET", "/data", Map.of(), new byte[0], CallTrace.NONE, ClientOptions.NONE);
  static final Call POST =
      new Call(
          "POST",
          "/data",
          Map.of("Content-Type", List.of("text/plain")),
          "x".getBytes(UTF_8),
          CallTrace.NONE,
          ClientOptions.NONE);

  private final Upkeep upkeep;

  TestService(
      MapConfig config, LoadBalancer strategy, Supplier<String> addresses, NameService names) {
    upkeep = new Upkeep(withoutUpkeep(config, strategy, addresses, names), service -> {});
  }

  /** The same, with nothing in the background: a test does what {@link Upkeep} would. */
  static BalancedService withoutUpkeep(
      MapConfig config, LoadBalancer strategy, Supplier<String> addresses, NameService names) {
    DiscoverySettings settings = DiscoverySettings.of(config, "provider");
    return new BalancedService(
        new Service(
            "provider",
            "test",
            "addresses",
            new NoopObservationCollector(),
            strategy,
            new AddressDiscovery(
                addresses, settings.addressFamily(), settings.refreshMillis(), names),
            null,
            strategy.requiresStrictRecording()),
        "test",
        settings,
        Optional.empty());
  }

  /**
   * Looks at once and often: what is awaited takes milliseconds, and there are many tests of it.
   */
  static ConditionFactory soon() {
    return await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(10))
        .atMost(Duration.ofSeconds(5));
  }

  /** Refreshes a service without upkeep until so many instances are known. */
  static void awaitRefresh(BalancedService service, int instances) {
    soon()
        .until(
            () -> {
              service.refresh();
              return service.view().all().size() == instances;
            });
  }

  static TestService of(MapConfig config, Supplier<String> addresses) {
    return new TestService(config, new RoundRobin(), addresses, InetAddress::getAllByName);
  }

  static TestService of(MapConfig config, String... addresses) {
    return of(config, () -> String.join(",", addresses));
  }

  BalancedService service() {
    return upkeep.service();
  }

  Instance instance(String address) {
    return service().view().all().stream()
        .filter(each -> each.address().equals(address))
        .findFirst()
        .orElseThrow();
  }

  String state(String address) {
    return instance(address).state().toString();
  }

  /** How many instances there are. */
  int resolved() {
    return service().view().all().size();
  }

  /** Makes one call; anything but its good answer is an exception. */
  String get() throws IOException {
    Answer answer = service().send(GET);
    if (answer.status() != 200) {
      throw new IOException("HTTP status " + answer.status());
    }
    return new String(answer.body(), UTF_8);
  }

  /** Makes a number of calls from a number of threads and counts the answers by their text. */
  Map<String, Long> get(int threads, int calls) throws Exception {
    ExecutorService callers = Executors.newFixedThreadPool(threads);
    try {
      List<Future<String>> answers = new ArrayList<>();
      for (int i = 0; i < calls; i++) {
        answers.add(callers.submit((Callable<String>) this::get));
      }
      List<String> texts = new ArrayList<>();
      for (Future<String> answer : answers) {
        texts.add(answer.get(30, TimeUnit.SECONDS));
      }
      return texts.stream().collect(Collectors.groupingBy(text -> text, Collectors.counting()));
    } finally {
      callers.shutdownNow();
    }
  }

  Load load(int threads) {
    return new Load(threads);
  }

  @Override
  public void close() {
    upkeep.close();
  }

  /** Calls without a pause until it is stopped, a minute and a half at most. */
  final class Load implements AutoCloseable {

    final AtomicInteger calls = new AtomicInteger();
    final AtomicInteger slow = new AtomicInteger();
    final List<String> errors = Collections.synchronizedList(new ArrayList<>());
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
    private final ExecutorService threads;

    Load(int count) {
      threads = Executors.newFixedThreadPool(count);
      for (int i = 0; i < count; i++) {
        threads.execute(this::run);
      }
    }

    private void run() {
      while (!stopped.get() && System.nanoTime() - end < 0) {
        long begin = System.nanoTime();
        try {
          get();
        } catch (IOException | RuntimeException failure) {
          errors.add(failure.toString());
        }
        calls.incrementAndGet();
        if (System.nanoTime() - begin
            >= TimeUnit.MILLISECONDS.toNanos(service().settings().connection().readMillis())) {
          slow.incrementAndGet();
        }
      }
    }

    /** Stops the load and waits for the last answers. */
    void stop() throws InterruptedException {
      stopped.set(true);
      threads.shutdown();
      if (!threads.awaitTermination(20, TimeUnit.SECONDS)) {
        throw new IllegalStateException("calls hang: " + errors);
      }
    }

    @Override
    public void close() throws InterruptedException {
      stop();
    }
  }
}
