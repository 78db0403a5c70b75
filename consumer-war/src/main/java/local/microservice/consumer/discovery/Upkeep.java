package local.microservice.consumer.discovery;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import local.microservice.service.log.LineLimit;

/** Keeps a service up to date in the background, on two threads of its own, until it is closed. */
final class Upkeep implements AutoCloseable {

  private static final Logger LOG = System.getLogger(Upkeep.class.getName());

  /** How often the calls under way are looked at. */
  static final long CALL_CHECK_MILLIS = 100;

  private final BalancedService service;
  private final ScheduledExecutorService resolving;
  private final ScheduledExecutorService checking;
  private final LineLimit failures = new LineLimit(LOG);

  /**
   * Starts.
   *
   * @param service what to keep up to date
   * @param everySecond what else is to follow the service
   */
  Upkeep(BalancedService service, Consumer<BalancedService> everySecond) {
    this.service = service;
    // A slow name server must not hold up the checks.
    resolving = thread("discovery-resolve-" + service.name());
    checking = thread("discovery-check-" + service.name());
    service.onChange(() -> resolving.execute(() -> tryTo(service::refresh)));
    every(service.settings().refreshMillis(), resolving, service::refresh);
    every(CALL_CHECK_MILLIS, checking, service::checkCalls);
    every(SECONDS.toMillis(1), checking, service::checkInstances);
    every(SECONDS.toMillis(1), checking, () -> everySecond.accept(service));
    every(SECONDS.toMillis(Outcomes.SLICE_SECONDS), checking, service::turnOutcomes);
  }

  BalancedService service() {
    return service;
  }

  static ScheduledExecutorService thread(String name) {
    return Executors.newSingleThreadScheduledExecutor(
        work -> {
          Thread thread = new Thread(work, name);
          thread.setDaemon(true);
          return thread;
        });
  }

  private void every(long millis, ScheduledExecutorService thread, Runnable work) {
    thread.scheduleWithFixedDelay(() -> tryTo(work), 0, millis, MILLISECONDS);
  }

  private void tryTo(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException | Error failure) {
      // It would end the repetition without a word.
      failures.log(Level.ERROR, "discovery goes on after a failure in the background", failure);
    }
  }

  @Override
  public void close() {
    resolving.shutdownNow();
    checking.shutdownNow();
    service.close();
  }
}
