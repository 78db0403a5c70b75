package local.microservice.discovery.call;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import local.microservice.discovery.instance.Outcomes;
import local.microservice.discovery.time.Background;
import local.microservice.discovery.time.Background.Worker;

/**
 * Keeps a service up to date in the background until it is closed. Each service has two workers.
 */
public final class Upkeep implements AutoCloseable {

  private static final Logger LOG = System.getLogger(Upkeep.class.getName());

  private final BalancedService service;
  private final Worker resolving;
  private final Worker checking;
  private volatile String lastFailure;

  /**
   * Starts the work.
   *
   * @param service the service to keep up to date
   * @param background runs the work
   */
  public Upkeep(BalancedService service, Background background) {
    this.service = service;
    // A slow name server must not hold up the checks.
    resolving = background.worker("discovery-resolve-" + service.name());
    checking = background.worker("discovery-check-" + service.name());
    service.onChange(() -> resolving.soon(() -> tryTo(service::refresh)));
    every(service.settings().resolve().refreshMillis(), resolving, service::refresh);
    every(BalancedService.CALL_CHECK_MILLIS, checking, service::checkCalls);
    every(SECONDS.toMillis(1), checking, service::checkInstances);
    every(SECONDS.toMillis(1), checking, service::tellSecondPassed);
    every(SECONDS.toMillis(Outcomes.SLICE_SECONDS), checking, service::turnOutcomes);
  }

  /** {@return the service that is kept up to date} */
  public BalancedService service() {
    return service;
  }

  private void every(long millis, Worker worker, Runnable work) {
    worker.every(millis, () -> tryTo(work));
  }

  private void tryTo(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException | Error failure) {
      // Log the same failure once, and not ten times a second.
      String text = failure.toString();
      if (!text.equals(lastFailure)) {
        lastFailure = text;
        LOG.log(Level.ERROR, "discovery goes on after a failure in the background", failure);
      }
    }
  }

  @Override
  public void close() {
    resolving.close();
    checking.close();
    service.close();
  }
}
