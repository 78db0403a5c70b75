package local.microservice.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static local.microservice.harness.Fetches.json;

import jakarta.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.function.BiConsumer;

/**
 * A watch of the API server in a thread of its own. It gives each object as it changes, and when
 * the change came here: a few milliseconds after it came to everybody else who watches. Calls are
 * timed by the clock of this JVM, too, so no clock of a pod or of the cluster is compared with it.
 */
final class Watch implements AutoCloseable {

  private final String query;
  private final BiConsumer<JsonObject, Instant> changes;
  private volatile Process process;
  private volatile boolean closed;

  /**
   * Begins to watch.
   *
   * @param path the path of a list, for example {@code /api/v1/namespaces/default/pods}
   * @param selector a label selector, encoded as a query has it
   */
  Watch(String path, String selector, BiConsumer<JsonObject, Instant> changes) throws IOException {
    query = path + "?watch=1&labelSelector=" + selector;
    this.changes = changes;
    process = start();
    Thread thread = new Thread(this::run, "watch of " + path);
    thread.setDaemon(true);
    thread.start();
  }

  private Process start() throws IOException {
    return new ProcessBuilder("kubectl", "get", "--raw", query)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /** Begins again when the API server ends the watch; it then gives every object once more. */
  private void run() {
    try {
      while (!closed) {
        read();
        process.destroy();
        process = start();
      }
      process.destroy();
    } catch (IOException failure) {
      if (!closed) {
        throw new UncheckedIOException(failure);
      }
    }
  }

  private void read() throws IOException {
    try (BufferedReader events = process.inputReader(UTF_8)) {
      for (String line = events.readLine(); line != null; line = events.readLine()) {
        Instant now = Instant.now();
        JsonObject event = json(line);
        if (event.getString("type").equals("ERROR")) {
          System.out.printf("watch: begun again: %s%n", event.get("object"));
          return;
        }
        if (!event.getString("type").equals("DELETED")) {
          changes.accept(event.getJsonObject("object"), now);
        }
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    process.destroy();
  }
}
