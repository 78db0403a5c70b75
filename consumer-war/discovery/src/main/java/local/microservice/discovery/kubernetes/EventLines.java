package local.microservice.discovery.kubernetes;

import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonReaderFactory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.Map;
import local.microservice.discovery.http.StreamedGet;
import local.microservice.discovery.time.Clock;

/** Reads the events of a watch: one JSON object a line. Not thread-safe. */
final class EventLines {

  /** How much longer than agreed a watch may last before this side ends it. */
  private static final long MARGIN_SECONDS = 30;

  private static final JsonReaderFactory JSON = Json.createReaderFactory(Map.of());

  private final StreamedGet watch;
  private final InputStream in;
  private final Clock clock;
  private final long silenceMillis;
  private final long endNanos;
  private final byte[] buffer = new byte[8192];
  private int from;
  private int to;
  private long lastNanos;

  /**
   * Reads a watch whose answer has begun.
   *
   * @param silenceMillis how long no event may come
   * @param seconds how long the API server was asked to watch
   */
  EventLines(StreamedGet watch, Clock clock, long silenceMillis, int seconds) throws IOException {
    this.watch = watch;
    this.clock = clock;
    this.silenceMillis = silenceMillis;
    in = watch.body();
    lastNanos = clock.nanos();
    endNanos = lastNanos + SECONDS.toNanos(seconds + MARGIN_SECONDS);
  }

  /**
   * Waits for the next event.
   *
   * @return the event; null at the end of the watch
   * @throws ApiFailure for silence, for a line that is too long, and for one that is no event
   * @throws IOException if the connection breaks
   */
  JsonObject next() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    while (true) {
      int begin = from;
      while (from < to && buffer[from] != '\n') {
        from++;
      }
      line.write(buffer, begin, from - begin);
      if (line.size() > SliceList.LONGEST_SLICE) {
        throw new ApiFailure(ApiFailure.Kind.NONSENSE, "an event of the API server is too long");
      }
      if (from < to) {
        from++;
        if (line.size() > 0) {
          lastNanos = clock.nanos();
          return parse(line.toByteArray());
        }
      } else if (!fill()) {
        return null;
      }
    }
  }

  /** Waits for more bytes; false at the end. Half an event at the end is none. */
  private boolean fill() throws IOException {
    long now = clock.nanos();
    if (now - endNanos > 0) {
      return false;
    }
    long left = silenceMillis - NANOSECONDS.toMillis(now - lastNanos);
    if (left <= 0) {
      throw silent();
    }
    watch.silentAtMost(left);
    try {
      from = 0;
      to = Math.max(0, in.read(buffer));
    } catch (SocketTimeoutException nothing) {
      throw silent();
    }
    return to > 0;
  }

  private ApiFailure silent() {
    return new ApiFailure(
        ApiFailure.Kind.SILENT, "the API server's watch is silent for " + silenceMillis + " ms");
  }

  private static JsonObject parse(byte[] line) throws ApiFailure {
    try (JsonReader json = JSON.createReader(new ByteArrayInputStream(line))) {
      return json.readObject();
    } catch (JsonException | IllegalStateException unusable) {
      throw ApiFailure.nonsense(unusable);
    }
  }
}
