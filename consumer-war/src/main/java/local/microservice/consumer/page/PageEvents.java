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
 * Sends every open page what this consumer sees, once a second. All pages share one snapshot, and
 * without pages none is taken. Thread-safe.
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
   * Ends the events when a container gets its stop signal. They never end by themselves, and
   * Liberty would wait half a minute for them.
   */
  private final Thread atShutdown = new Thread(this::closeAll, "discovery-page-close");

  @PostConstruct
  void start() {
    Runtime.getRuntime().addShutdownHook(atShutdown);
    timer.scheduleAtFixedRate(this::sendAll, 1, 1, SECONDS);
  }

  /** Adds a page and sends its first event. */
  void add(SseEventSink sink, Sse sse) {
    if (!pages.add(sink, sse)) {
      throw new ServiceUnavailableException(RETRY_AFTER_SECONDS);
    }
  }

  private void sendAll() {
    try {
      pages.sendAll();
    } catch (RuntimeException | Error failure) {
      // The scheduler silently cancels a task that throws. No place would ever be freed again.
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
      // The hook runs already.
    }
  }
}
