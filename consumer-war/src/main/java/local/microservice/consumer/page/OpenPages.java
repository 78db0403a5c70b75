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
 * The open pages, up to a maximum. A page has a place from its first event until its client is gone
 * or cannot be sent to. Thread-safe.
 */
final class OpenPages {

  /** The most pages at a time. */
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
        // The client reads too slowly. Unread events must not pile up here.
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
        // Only this page fails. The others still get their event.
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
   * Makes an empty set of pages.
   *
   * @param snapshots takes the snapshot that all pages are sent
   */
  OpenPages(Supplier<String> snapshots) {
    this.snapshots = snapshots;
  }

  /**
   * Adds a page and sends its first event.
   *
   * @return false when there are too many pages
   */
  synchronized boolean add(SseEventSink sink, Sse sse) {
    if (pages.size() >= MOST) {
      return false;
    }
    // Taken before the page gets a place: if the snapshot fails, no place is used.
    String snapshot = snapshots.get();
    Page page = new Page(sink, sse);
    pages.add(page);
    page.send(snapshot);
    if (closed) {
      page.close();
    }
    return true;
  }

  /** Sends each page one event, and frees the places of pages that are gone. */
  synchronized void sendAll() {
    pages.removeIf(page -> page.sink.isClosed());
    if (!pages.isEmpty()) {
      String snapshot = snapshots.get();
      pages.forEach(page -> page.send(snapshot));
    }
  }

  /** Ends every page, and later ones at once. Does not wait for events that are being sent. */
  void closeAll() {
    closed = true;
    pages.forEach(Page::close);
  }
}
