package local.microservice.consumer.page.traffic;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import jakarta.json.Json;
import jakarta.json.JsonReader;
import jakarta.json.JsonReaderFactory;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.LongAdder;
import local.microservice.discovery.http.ConnectionSettings;
import org.eclipse.microprofile.rest.client.RestClientBuilder;

/**
 * The calls of a plain Rest Client to the address that a service is configured with. Thread-safe.
 */
final class PlainTraffic implements AutoCloseable {

  private static final int MOST_NAMES = 20;
  private static final int LONGEST_NAME = 100;
  private static final int LONGEST_BODY = 4096;
  private static final JsonReaderFactory READERS = Json.createReaderFactory(Map.of());

  private final URI url;
  private final PlainClient client;
  private final ThreadPoolExecutor callers;
  private final CallTally tally = new CallTally();
  private final Map<String, LongAdder> answeredBy = new ConcurrentSkipListMap<>();

  /**
   * Makes the client.
   *
   * @param url what to ask for
   * @param settings the time limits, the same as those of the balanced calls
   */
  PlainTraffic(URI url, ConnectionSettings settings) {
    this.url = url;
    client =
        RestClientBuilder.newBuilder()
            .baseUri(url)
            .connectTimeout(settings.connectMillis(), MILLISECONDS)
            .readTimeout(settings.readMillis(), MILLISECONDS)
            .build(PlainClient.class);
    callers =
        new ThreadPoolExecutor(
            0,
            TrafficRun.MOST_UNDER_WAY,
            10,
            SECONDS,
            new SynchronousQueue<>(),
            work -> {
              Thread thread = new Thread(work, "discovery-traffic-plain");
              thread.setDaemon(true);
              return thread;
            }) {
          @Override
          protected void terminated() {
            closeClient();
          }
        };
  }

  URI url() {
    return url;
  }

  CallTally.Counts counts() {
    return tally.now();
  }

  /** How many good answers had which {@code source}; of the first names only. */
  Map<String, Long> answeredBy() {
    Map<String, Long> counts = new TreeMap<>();
    answeredBy.forEach((name, count) -> counts.put(name, count.sum()));
    return counts;
  }

  /** Sends a call, unless too many are under way. Does not wait. */
  void send() {
    try {
      callers.execute(this::call);
    } catch (RejectedExecutionException tooMany) {
      tally.skipped();
    }
  }

  private void call() {
    int status = 0;
    try (Response answer = client.get()) {
      byte[] body = answer.readEntity(InputStream.class).readNBytes(LONGEST_BODY);
      status = answer.getStatus();
      if (status / 100 == 2) {
        count(body);
      }
    } catch (IOException | RuntimeException failure) {
      // The answer is not whole, so the call has failed, whatever its status.
      status = 0;
    } finally {
      tally.ended(status);
    }
  }

  private void count(byte[] body) {
    String name;
    try (JsonReader reader = READERS.createReader(new ByteArrayInputStream(body))) {
      name = reader.readObject().getString("source");
    } catch (RuntimeException unnamed) {
      return;
    }
    String shown = name.substring(0, Math.min(name.length(), LONGEST_NAME));
    LongAdder known = answeredBy.get(shown);
    if (known == null) {
      known = add(shown);
    }
    if (known != null) {
      known.increment();
    }
  }

  private synchronized LongAdder add(String name) {
    return answeredBy.size() < MOST_NAMES
        ? answeredBy.computeIfAbsent(name, first -> new LongAdder())
        : answeredBy.get(name);
  }

  /** Sends no more calls. The client ends with the last of those under way. */
  @Override
  public void close() {
    callers.shutdown();
  }

  /** Every client is closeable: MicroProfile Rest Client 4.0, "Lifecycle of Rest Clients". */
  private void closeClient() {
    try {
      ((Closeable) client).close();
    } catch (IOException unneeded) {
      // The client has no calls any more.
    }
  }
}
