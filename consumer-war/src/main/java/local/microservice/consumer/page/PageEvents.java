package local.microservice.consumer.page;

import static java.util.concurrent.TimeUnit.SECONDS;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import jakarta.ws.rs.ServiceUnavailableException;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Sends every open page what this consumer sees, once a second; it is looked at once for all of
 * them, and not at all while there is none. Thread-safe.
 */
@ApplicationScoped
class PageEvents {

  private static final Logger LOG = System.getLogger(PageEvents.class.getName());
  private static final long RETRY_AFTER_SECONDS = 10;

  @Inject Snapshots snapshots;

  private final Jsonb json = JsonbBuilder.create();
  private final OpenPages pages = new OpenPages(() -> json.toJson(snapshots.take()));
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
    if (!pages.add(sink, sse)) {
      throw new ServiceUnavailableException(RETRY_AFTER_SECONDS);
    }
  }

  private void sendAll() {
    try {
      pages.sendAll();
    } catch (RuntimeException | Error failure) {
      // It would end the repetition without a word, and no place would ever be given back.
      LOG.log(Level.ERROR, "the live page goes on after a failure", failure);
    }
  }

  private void closeAll() {
    timer.shutdownNow();
    pages.closeAll();
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
