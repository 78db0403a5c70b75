package local.microservice.discovery.instance;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import local.microservice.discovery.instance.Standing.InRotation;
import local.microservice.discovery.instance.Standing.OnTrial;
import local.microservice.discovery.time.Clock;

/**
 * Sets how long ejections and trials last. Each ejection in a row lasts twice as long as the one
 * before. An instance that has not answered yet is starting, so it gets a trial at each resolution
 * interval. Thread-safe.
 */
public final class BackOff {

  /** How much longer or shorter an ejection is than the settings say, as a share. */
  private static final double JITTER = 0.2;

  /** A call ends a moment after its deadline. */
  private static final long TRIAL_MARGIN_NANOS = SECONDS.toNanos(1);

  private final EjectionSettings settings;
  private final Clock clock;
  private final Supplier<? extends RandomGenerator> random;

  /**
   * Makes a back-off.
   *
   * @param settings the durations
   * @param clock the time
   * @param random gives the calling thread its random generator, for the jitter
   */
  public BackOff(
      EjectionSettings settings, Clock clock, Supplier<? extends RandomGenerator> random) {
    this.settings = settings;
    this.clock = clock;
    this.random = random;
  }

  /** Ejects an instance in rotation. After a long time in rotation, the count starts anew. */
  Ejection first(InRotation before, Reason reason) {
    boolean stayed =
        clock.nanos() - before.sinceNanos() > MILLISECONDS.toNanos(settings.maxMillis());
    return ejection(stayed ? 1 : before.ejections() + 1, reason);
  }

  /** Ejects an instance again after a failed trial. */
  Ejection next(OnTrial before, Reason reason) {
    return ejection(before.inForce().inARow() + 1, reason);
  }

  /** When a trial that begins now ends at the latest; nanoseconds of the clock. */
  long trialEndNanos(long nowNanos) {
    return nowNanos + MILLISECONDS.toNanos(settings.trialMillis()) + TRIAL_MARGIN_NANOS;
  }

  private Ejection ejection(int inARow, Reason reason) {
    boolean counts = reason.countsForBackOff();
    long millis = jittered(counts ? lengthMillis(inARow) : settings.startingMillis());
    long nanos = MILLISECONDS.toNanos(millis);
    return new Ejection(
        reason, counts ? inARow : 0, clock.now().plusMillis(millis), clock.nanos() + nanos, nanos);
  }

  private long lengthMillis(int inARow) {
    return Math.min(
        settings.maxMillis(), settings.baseMillis() << Math.min(inARow - 1, Integer.SIZE / 2));
  }

  private long jittered(long millis) {
    return Math.round(millis * (1 - JITTER + 2 * JITTER * random.get().nextDouble()));
  }
}
