package local.microservice.consumer.page;

import static java.util.concurrent.TimeUnit.SECONDS;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import jakarta.ws.rs.ServiceUnavailableException;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Sends every open page what this consumer sees, once a second; it is looked at once for all of
 * them, and not at all while there is none. Thread-safe.
 */
@ApplicationScoped
class PageEvents {

  private static final Logger LOG = System.getLogger(PageEvents.class.getName());
  private static final int MOST_PAGES = 200;
  private static final long RETRY_AFTER_SECONDS = 10;

  private static final class Page {
    private final SseEventSink sink;
    private final Sse sse;
    private volatile CompletableFuture<?> sending = CompletableFuture.completedFuture(null);

    Page(SseEventSink sink, Sse sse) {
      this.sink = sink;
      this.sse = sse;
    }
  }

  @Inject Snapshots snapshots;

  private final Jsonb json = JsonbBuilder.create();
  private final Set<Page> pages = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "discovery-page");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * The signal that ends a container, before Liberty waits for half a minute for these answers:
   * they never end by themselves.
   */
  private final Thread atShutdown = new Thread(this::closeAll, "discovery-page-close");

  @PostConstruct
  void start() {
    Runtime.getRuntime().addShutdownHook(atShutdown);
    timer.scheduleAtFixedRate(this::sendAll, 1, 1, SECONDS);
  }

  /** Adds a page, which has its first event at once. */
  void add(SseEventSink sink, Sse sse) {
    if (pages.size() >= MOST_PAGES) {
      throw new ServiceUnavailableException(RETRY_AFTER_SECONDS);
    }
    Page page = new Page(sink, sse);
    // One after the other with sendAll, or an older snapshot could follow.
    synchronized (this) {
      send(page, snapshot());
      pages.add(page);
    }
    if (timer.isShutdown()) {
      sink.close();
    }
  }

  private String snapshot() {
    return json.toJson(snapshots.take());
  }

  private synchronized void sendAll() {
    try {
      pages.removeIf(page -> page.sink.isClosed());
      if (pages.isEmpty()) {
        return;
      }
      String snapshot = snapshot();
      pages.forEach(page -> send(page, snapshot));
    } catch (RuntimeException failure) {
      // It would end the repetition without a word.
      LOG.log(Level.ERROR, "the live page goes on after a failure", failure);
    }
  }

  private void send(Page page, String snapshot) {
    if (!page.sending.isDone()) {
      // It reads too slowly: what it has not read yet must not pile up here.
      return;
    }
    OutboundSseEvent event = page.sse.newEventBuilder().data(snapshot).build();
    try {
      CompletionStage<?> sending = page.sink.send(event);
      page.sending =
          sending
              .whenComplete(
                  (sent, gone) -> {
                    if (gone != null) {
                      page.sink.close();
                    }
                  })
              .toCompletableFuture();
    } catch (IllegalStateException closed) {
      page.sink.close();
    }
  }

  private void closeAll() {
    timer.shutdownNow();
    pages.forEach(page -> page.sink.close());
  }

  @PreDestroy
  void stop() {
    closeAll();
    try {
      Runtime.getRuntime().removeShutdownHook(atShutdown);
    } catch (IllegalStateException shuttingDown) {
      // It has run.
    }
  }
}
