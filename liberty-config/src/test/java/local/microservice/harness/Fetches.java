package local.microservice.harness;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Calls {@code GET /fetch} over kept-alive connections at a steady pace, until a test stops it or
 * its time is over: ten minutes, unless told otherwise. Tests may read the counts while it runs.
 */
public final class Fetches implements AutoCloseable {

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final Duration PAUSE = Duration.ofMillis(40);

  /** With this many calls, every instance gets some. */
  public static final int ENOUGH = 500;

  private final HttpRequest request;
  private final AtomicInteger calls = new AtomicInteger();
  private final List<String> failures = Collections.synchronizedList(new ArrayList<>());
  private final Map<String, Instant> sources = new ConcurrentHashMap<>();
  private final long end;
  private final ScheduledExecutorService callers;

  /**
   * Starts to call.
   *
   * @param request the call
   * @param callers the number of callers; each calls 25 times a second
   */
  public Fetches(HttpRequest request, int callers) {
    this(request, callers, Duration.ofMinutes(10));
  }

  /**
   * Starts to call.
   *
   * @param request the call
   * @param callers the number of callers; each calls 25 times a second
   * @param atMost after this time nobody calls any more
   */
  public Fetches(HttpRequest request, int callers, Duration atMost) {
    this.request = request;
    end = System.nanoTime() + atMost.toNanos();
    this.callers = Executors.newScheduledThreadPool(callers);
    for (int caller = 0; caller < callers; caller++) {
      this.callers.scheduleAtFixedRate(this::call, 0, PAUSE.toMillis(), MILLISECONDS);
    }
  }

  private void call() {
    if (System.nanoTime() - end > 0) {
      callers.shutdown();
      return;
    }
    try {
      HttpResponse<String> answer = HTTP.send(request, BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        failures.add("HTTP status " + answer.statusCode() + ": " + answer.body());
      } else {
        JsonObject fetched = json(answer.body());
        assertThat(fetched.getString("status")).isEqualTo("success");
        sources.putIfAbsent(fetched.getJsonObject("data").getString("source"), Instant.now());
      }
    } catch (IOException failure) {
      failures.add(failure.toString());
    } catch (RuntimeException | AssertionError failure) {
      failures.add("answer: " + failure);
    } catch (InterruptedException stopping) {
      return;
    }
    calls.incrementAndGet();
  }

  /** How many calls have ended. */
  public int calls() {
    return calls.get();
  }

  /** The reasons of the failed calls, one line each. */
  public List<String> failures() {
    return List.copyOf(failures);
  }

  /**
   * The sources that have answered since the start or the last {@link #forgetSources}, each with
   * the time of its first answer.
   */
  public Map<String, Instant> sources() {
    return Map.copyOf(sources);
  }

  /** Empties {@link #sources}. */
  public void forgetSources() {
    sources.clear();
  }

  /** Waits until this many more calls have ended. */
  public void awaitMore(int more) {
    int before = calls.get();
    await().atMost(Duration.ofSeconds(60)).until(() -> calls.get() >= before + more);
  }

  /**
   * Stops the calls, waits for the last answers, prints the number of failures, and asserts that
   * there are none.
   */
  public void assertNoneFailed(String during) throws InterruptedException {
    stop();
    System.out.printf("%s: %d of %d failed%n", during, failures.size(), calls.get());
    assertThat(failures).isEmpty();
  }

  /** Stops the calls and waits for the last answers. */
  public void stop() throws InterruptedException {
    callers.shutdown();
    assertThat(callers.awaitTermination(30, SECONDS)).isTrue();
  }

  @Override
  public void close() {
    callers.shutdownNow();
  }

  /** Reads a JSON object. */
  public static JsonObject json(String text) {
    return Json.createReader(new StringReader(text)).readObject();
  }
}
