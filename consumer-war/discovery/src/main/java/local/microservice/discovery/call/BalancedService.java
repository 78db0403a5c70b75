package local.microservice.discovery.call;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import local.microservice.discovery.http.Answer;
import local.microservice.discovery.instance.Instance;
import local.microservice.discovery.instance.OutlierDetection;
import local.microservice.discovery.instance.Pauses;
import local.microservice.discovery.instance.Rotation;
import local.microservice.discovery.instance.RotationView;
import local.microservice.discovery.time.Clock;

/**
 * A service that calls go to, whichever of its instances answers: the resolved instances, minus
 * what a call has already tried, minus what is ejected, handed to a load balancer; and the outcome
 * goes back to the instance. Thread-safe.
 */
public final class BalancedService implements AutoCloseable {

  /** How often {@link #checkCalls} is to be called, in milliseconds. */
  public static final long CALL_CHECK_MILLIS = 100;

  private final ServiceSetUp setUp;
  private final ServiceSettings settings;
  private final Clock clock;
  private final Rotation rotation;
  private final OutlierDetection outliers;
  private final Resolver resolver;
  private final Attempts attempts;
  private final RetryPolicy retryPolicy;
  private final RetryBudget retryBudget;
  private final Pauses pauses;
  private final LongAdder calls = new LongAdder();
  private final LongAdder retries = new LongAdder();

  /**
   * Makes the service; it has no instance before the first {@link #refresh}.
   *
   * @param setUp what it is made of
   */
  public BalancedService(ServiceSetUp setUp) {
    this.setUp = setUp;
    settings = setUp.settings();
    clock = setUp.clock();
    pauses = new Pauses(CALL_CHECK_MILLIS, clock.nanos());
    rotation = setUp.rotation();
    outliers = new OutlierDetection(rotation, settings.ejection());
    resolver = new Resolver(name(), setUp.source(), rotation, clock, setUp.listener());
    attempts = new Attempts(setUp, rotation, outliers, pauses);
    retryPolicy = new RetryPolicy(settings.call().retries());
    retryBudget =
        new RetryBudget(settings.call().retryBudgetRatio(), settings.call().retryBudgetFloor());
  }

  /**
   * Names the service.
   *
   * @return its name, as in {@code stork://SERVICE}
   */
  public String name() {
    return setUp.name();
  }

  /**
   * Names how an instance is chosen.
   *
   * @return the name that the configuration has
   */
  public String strategy() {
    return setUp.strategy();
  }

  /**
   * Tells its settings.
   *
   * @return those it was made with
   */
  public ServiceSettings settings() {
    return settings;
  }

  /**
   * Tells its instances.
   *
   * @return those of this moment
   */
  public RotationView view() {
    return rotation.view();
  }

  /**
   * Tells how the last resolution went.
   *
   * @return null before the first has ended
   */
  public Resolution resolution() {
    return resolver.last();
  }

  /**
   * Counts the calls.
   *
   * @return since it was made
   */
  public long calls() {
    return calls.sum();
  }

  /**
   * Counts what was sent to another instance again.
   *
   * @return since it was made
   */
  public long retries() {
    return retries.sum();
  }

  /**
   * Tells how many retries could follow at once.
   *
   * @return 0 or more
   */
  public long retryBudgetLeft() {
    return Math.max(0, retryBudget.left());
  }

  /**
   * Sends a call to an instance, and to another one if the first fails and the call may be
   * repeated.
   *
   * @param call any
   * @return the first good answer; else the last bad one
   * @throws NoInstanceException if no instance is known
   * @throws IOException if the last instance tried did not answer
   */
  public Answer send(Call call) throws IOException {
    long deadline = clock.nanos() + MILLISECONDS.toNanos(settings.call().callMillis());
    calls.increment();
    retryBudget.called();
    List<Instance> tried = new ArrayList<>(1);
    int failures = 0;
    while (true) {
      Outcome outcome = attempts.next(call, tried, deadline);
      failures += outcome.lost() ? 0 : 1;
      if (!mayRetry(call, outcome, tried, failures, deadline)) {
        if (outcome.failure() != null) {
          throw outcome.failure();
        }
        return outcome.answer();
      }
      if (outcome.answer() != null) {
        outcome.answer().memory().close();
      }
      retries.increment();
    }
  }

  private boolean mayRetry(
      Call call, Outcome outcome, List<Instance> tried, int failures, long deadline) {
    if (!outcome.verdict().elsewhere()) {
      return false;
    }
    RotationView now = rotation.view();
    RetryPolicy.Progress progress =
        new RetryPolicy.Progress(
            tried.size(),
            failures,
            now.all().size(),
            !now.candidates(tried).isEmpty(),
            clock.nanos() - deadline < 0);
    return retryPolicy.mayRetry(call.request(), outcome, progress)
        // A call was made a trial without being asked; and trials are few.
        && (outcome.trial() || retryBudget.tryRetry());
  }

  /**
   * Sets what to do when there is something to {@link #refresh} before its time.
   *
   * @param refresh what to do; it must not block
   */
  public void onChange(Runnable refresh) {
    setUp.source().onChange(refresh);
  }

  /** Takes over what is known of the instances; blocks as long as the source does. */
  public void refresh() {
    resolver.refresh();
  }

  /**
   * Waits for the first resolution, good or bad, but not for a name server that hangs.
   *
   * @param millis how long at most
   * @throws InterruptedException when the thread is interrupted
   */
  public void awaitFirstRefresh(long millis) throws InterruptedException {
    resolver.awaitFirst(millis);
  }

  /** Ends the calls that are over their time, and those on an instance that has stopped. */
  public void checkCalls() {
    long now = clock.nanos();
    rotation
        .view()
        .known()
        .forEach(each -> each.outstanding().forEach(exchange -> exchange.cancelWhenLate(now)));
    // After a pause of this process its instances only seem to have stopped.
    if (!pauses.tick(now)) {
      outliers.ejectStalled(now);
    }
    rotation.endWhatIsOver();
  }

  /** Ends a second: compares the instances, and closes connections that are not needed. */
  public void checkInstances() {
    retryBudget.tick();
    outliers.ejectOutliers(clock.nanos());
    rotation.closeLeft();
    rotation.view().all().forEach(instance -> instance.connections().closeIdle());
  }

  /** Ends a slice of the instances' statistics. */
  public void turnOutcomes() {
    rotation.view().all().forEach(instance -> instance.history().outcomes().turn());
  }

  @Override
  public void close() {
    setUp.source().close();
    rotation.close();
  }
}
