package local.microservice.consumer.page;

import static java.util.concurrent.TimeUnit.SECONDS;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.ws.rs.ServiceUnavailableException;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import local.microservice.consumer.page.faults.FaultsInForce;
import local.microservice.consumer.page.traffic.Traffic;

/**
 * Records what this consumer sees, once a second, and sends it to every open page. Without pages,
 * nothing but the record is made. Thread-safe.
 */
@ApplicationScoped
class PageEvents {

  private static final Logger LOG = System.getLogger(PageEvents.class.getName());
  private static final long RETRY_AFTER_SECONDS = 10;

  @Inject Recording recording;

  @Inject StateJson state;

  @Inject Traffic traffic;

  // part: faults
  @Inject FaultsInForce faults;
  // end of part

  private final OpenPages pages =
      new OpenPages(
          new Feed(() -> state.at(recording.last()), () -> HistoryJson.of(recording.moments())));
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "discovery-page");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * Ends the events and the traffic when a container gets its stop signal. They never end by
   * themselves, and Liberty would wait half a minute for the events.
   */
  private final Thread atShutdown =
      new Thread(
          () -> {
            closeAll();
            traffic.stop();
          },
          "discovery-page-close");

  @PostConstruct
  void start() {
    Runtime.getRuntime().addShutdownHook(atShutdown);
    // Not at a fixed rate: after a pause of this process, no moments must crowd together.
    timer.scheduleWithFixedDelay(this::tick, 0, 1, SECONDS);
  }

  void startWithApplication(@Observes @Initialized(ApplicationScoped.class) Object event) {
    // The container makes this bean, and so starts the timer.
  }

  /** Adds a page and sends its first events. */
  synchronized void add(SseEventSink sink, Sse sse) {
    if (!pages.add(sink, sse)) {
      throw new ServiceUnavailableException(RETRY_AFTER_SECONDS);
    }
  }

  /** Excludes {@link #add}: what a new page learns of the past ends with the state that it gets. */
  private synchronized void tick() {
    try {
      recording.record();
      pages.sendAll();
      // part: faults
      if (!pages.isEmpty()) {
        faults.look();
      }
      // end of part
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
