package local.microservice.consumer.page;

import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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
    private boolean missedPatch;

    Page(SseEventSink sink, Sse sse) {
      this.sink = sink;
      this.sse = sse;
    }

    void begin(String snapshot, String history) {
      send(() -> event("snapshot", snapshot).thenCompose(sent -> event("history", history)));
    }

    void goOn(String patch, Feed feed) {
      if (!sending.isDone()) {
        // The client reads too slowly. Unread events must not pile up here.
        missedPatch = true;
      } else if (missedPatch) {
        missedPatch = false;
        send(() -> event("snapshot", feed.snapshot()));
      } else {
        send(() -> event("patch", patch));
      }
    }

    private CompletionStage<?> event(String name, String data) {
      return sink.send(sse.newEvent(name, data));
    }

    private void send(Supplier<CompletionStage<?>> events) {
      try {
        sending =
            events
                .get()
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

  private final Feed feed;
  private final Set<Page> pages = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /**
   * Makes an empty set of pages.
   *
   * @param feed what the pages are sent
   */
  OpenPages(Feed feed) {
    this.feed = feed;
  }

  /**
   * Adds a page and sends its first events.
   *
   * @return false when there are too many pages
   */
  synchronized boolean add(SseEventSink sink, Sse sse) {
    if (pages.size() >= MOST) {
      return false;
    }
    // Taken before the page gets a place: if the snapshot fails, no place is used.
    String snapshot = feed.snapshot();
    String history = feed.history();
    Page page = new Page(sink, sse);
    pages.add(page);
    page.begin(snapshot, history);
    if (closed) {
      page.close();
    }
    return true;
  }

  /** Sends each page one event, and frees the places of pages that are gone. */
  synchronized void sendAll() {
    pages.removeIf(page -> page.sink.isClosed());
    if (pages.isEmpty()) {
      feed.forget();
      return;
    }
    String patch = feed.patch();
    pages.forEach(page -> page.goOn(patch, feed));
  }

  /** Whether nobody looks. */
  boolean isEmpty() {
    return pages.isEmpty();
  }

  /** Ends every page, and later ones at once. Does not wait for events that are being sent. */
  void closeAll() {
    closed = true;
    pages.forEach(Page::close);
  }
}
