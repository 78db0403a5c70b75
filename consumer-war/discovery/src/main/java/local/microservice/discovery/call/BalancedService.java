package local.microservice.discovery.call;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import local.microservice.discovery.http.Answer;
import local.microservice.discovery.instance.Instance;
import local.microservice.discovery.instance.OutlierDetection;
import local.microservice.discovery.instance.Pauses;
import local.microservice.discovery.instance.Rotation;
import local.microservice.discovery.instance.RotationView;
import local.microservice.discovery.time.Clock;
import local.microservice.discovery.zone.ZonePool;
import local.microservice.discovery.zone.ZoneRouting;

/**
 * A service whose calls any of its instances may answer. A load balancer chooses among the resolved
 * instances, without those that the call has tried and those that are ejected. The outcome is
 * recorded at the instance. Thread-safe.
 */
public final class BalancedService implements AutoCloseable {

  /** How often {@link #checkCalls} must be called, in milliseconds. */
  public static final long CALL_CHECK_MILLIS = 100;

  private final ServiceSetUp setUp;
  private final ServiceSettings settings;
  private final Clock clock;
  private final Rotation rotation;
  private final OutlierDetection outliers;
  private final Resolver resolver;
  private final ZoneRouting zones;
  private final Attempts attempts;
  private final RetryPolicy retryPolicy;
  private final RetryBudget retryBudget;
  private final Pauses pauses;
  private final CallCounts counts = new CallCounts();

  /**
   * Makes the service. It has no instance before the first {@link #refresh}.
   *
   * @param setUp the parts of the service
   */
  public BalancedService(ServiceSetUp setUp) {
    this.setUp = setUp;
    settings = setUp.settings();
    clock = setUp.clock();
    pauses = new Pauses(CALL_CHECK_MILLIS, clock.nanos());
    rotation = setUp.rotation();
    outliers = new OutlierDetection(rotation, settings.ejection());
    resolver = new Resolver(name(), setUp.source(), rotation, clock, setUp.listener());
    zones = setUp.zones(rotation);
    attempts = new Attempts(setUp, rotation, zones, outliers, pauses, counts);
    retryPolicy = new RetryPolicy(settings.call().retries());
    retryBudget =
        new RetryBudget(settings.call().retryBudgetRatio(), settings.call().retryBudgetFloor());
  }

  /** {@return the service's name, as in {@code stork://SERVICE}} */
  public String name() {
    return setUp.name();
  }

  /** {@return the configured name of the load balancer} */
  public String strategy() {
    return setUp.strategy();
  }

  /** {@return the settings of the service} */
  public ServiceSettings settings() {
    return settings;
  }

  /** {@return the current instances} */
  public RotationView view() {
    return rotation.view();
  }

  /** {@return where calls go now, by the zones of the instances} */
  public ZonePool zones() {
    return zones.pool();
  }

  /** {@return the last resolution; null before the first has ended} */
  public Resolution resolution() {
    return resolver.last();
  }

  /** {@return the live counts of the calls} */
  public CallCounts counts() {
    return counts;
  }

  /** {@return how many retries the budget allows now, 0 or more} */
  public long retryBudgetLeft() {
    return Math.max(0, retryBudget.left());
  }

  /**
   * Sends a call to an instance. If that attempt fails and the call may be repeated, sends the call
   * to another instance.
   *
   * @param call the call
   * @return the first good answer; without one, the last bad answer
   * @throws NoInstanceException if no instance is known
   * @throws IOException if the last instance tried did not answer
   */
  public Answer send(Call call) throws IOException {
    long deadline = clock.nanos() + MILLISECONDS.toNanos(settings.call().callMillis());
    counts.began();
    retryBudget.called();
    List<Instance> tried = new ArrayList<>(1);
    int failures = 0;
    while (true) {
      Outcome outcome = next(call, tried, deadline);
      failures += outcome.lost() ? 0 : 1;
      if (!mayRetry(call, outcome, tried, failures, deadline)) {
        counts.ended(outcome, tried.size());
        if (outcome.failure() != null) {
          throw outcome.failure();
        }
        return outcome.answer();
      }
      if (outcome.answer() != null) {
        outcome.answer().memory().close();
      }
      counts.retried();
    }
  }

  private Outcome next(Call call, List<Instance> tried, long deadline) throws NoInstanceException {
    try {
      return attempts.next(call, tried, deadline);
    } catch (NoInstanceException nobody) {
      counts.foundNobody();
      throw nobody;
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
        // A trial's retry is free: this class made the call a trial without being asked, and trials
        // are few.
        && (outcome.trial() || retryBudget.tryRetry());
  }

  /**
   * Sets what to run when a {@link #refresh} is due before its time.
   *
   * @param refresh the work to run; it must not block
   */
  public void onChange(Runnable refresh) {
    setUp.source().onChange(refresh);
  }

  /** Takes over what the source knows of the instances. Blocks as long as the source does. */
  public void refresh() {
    resolver.refresh();
    Resolution now = resolver.last();
    zones.zone(now == null ? null : now.ownZone());
  }

  /**
   * Waits for the first resolution, good or bad. The limit protects against a name server that
   * hangs.
   *
   * @param millis the longest wait, in milliseconds
   * @throws InterruptedException when the thread is interrupted
   */
  public void awaitFirstRefresh(long millis) throws InterruptedException {
    resolver.awaitFirst(millis);
  }

  /**
   * Cancels the calls that are over their time, and the calls on an instance that has stopped
   * answering. One thread at a time may check.
   */
  public void checkCalls() {
    long now = clock.nanos();
    long earlier = pauses.tickedNanos();
    boolean paused = pauses.tick(now);
    // During a pause of this process, answers may have come. Their calls need a moment to read
    // them.
    long late = paused ? earlier : now;
    rotation
        .view()
        .known()
        .forEach(each -> each.outstanding().forEach(exchange -> exchange.cancelWhenLate(late)));
    // After a pause, instances only seem to have stopped.
    if (!paused) {
      outliers.ejectStalled(now);
      zones.tick();
    }
    rotation.endWhatIsOver();
    // At the end: a configuration that cannot be read must not end the checks.
    zones.evacuate(setUp.evacuated().get());
  }

  /** Compares the instances, and closes unneeded connections. Must be called once a second. */
  public void checkInstances() {
    retryBudget.tick();
    outliers.ejectOutliers(clock.nanos());
    rotation.closeLeft();
    rotation.view().all().forEach(instance -> instance.connections().closeIdle());
  }

  /** Tells the listener that another second has passed. */
  public void tellSecondPassed() {
    setUp.listener().secondPassed(this);
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
