package local.microservice.consumer.page;

import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The pages that have a place here, of which there are only so many: each from its first event
 * until its client has gone or cannot be sent to. Thread-safe.
 */
final class OpenPages {

  /** How many pages there may be at a time. */
  static final int MOST = 200;

  private static final Logger LOG = System.getLogger(OpenPages.class.getName());

  private static final class Page {
    private final SseEventSink sink;
    private final Sse sse;
    private CompletableFuture<?> sending = CompletableFuture.completedFuture(null);

    Page(SseEventSink sink, Sse sse) {
      this.sink = sink;
      this.sse = sse;
    }

    void send(String snapshot) {
      if (!sending.isDone()) {
        // It reads too slowly: what it has not read yet must not pile up here.
        return;
      }
      try {
        sending =
            sink.send(sse.newEvent(snapshot))
                .whenComplete(
                    (sent, gone) -> {
                      if (gone != null) {
                        close();
                      }
                    })
                .toCompletableFuture();
      } catch (RuntimeException | Error failure) {
        // Of this page alone: the others have their event all the same.
        LOG.log(Level.DEBUG, "a page cannot be sent to", failure);
        close();
      }
    }

    void close() {
      try {
        sink.close();
      } catch (RuntimeException alreadyGone) {
        LOG.log(Level.DEBUG, "a page cannot be closed", alreadyGone);
      }
    }
  }

  private final Supplier<String> snapshots;
  private final Set<Page> pages = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /**
   * Begins with none.
   *
   * @param snapshots what the pages are sent, taken once for all of them
   */
  OpenPages(Supplier<String> snapshots) {
    this.snapshots = snapshots;
  }

  /**
   * Adds a page, which has its first event at once.
   *
   * @return false when there are too many already
   */
  synchronized boolean add(SseEventSink sink, Sse sse) {
    if (pages.size() >= MOST) {
      return false;
    }
    // First of all: if it fails, the page has no place.
    String snapshot = snapshots.get();
    Page page = new Page(sink, sse);
    pages.add(page);
    page.send(snapshot);
    if (closed) {
      page.close();
    }
    return true;
  }

  /** Sends each page one event, and gives back the places of those that have gone. */
  synchronized void sendAll() {
    pages.removeIf(page -> page.sink.isClosed());
    if (!pages.isEmpty()) {
      String snapshot = snapshots.get();
      pages.forEach(page -> page.send(snapshot));
    }
  }

  /** Ends every page, and whichever comes later at once; waits for nobody who is being sent to. */
  void closeAll() {
    closed = true;
    pages.forEach(Page::close);
  }
}
