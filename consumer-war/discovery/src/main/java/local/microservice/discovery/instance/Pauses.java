package local.microservice.discovery.instance;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

/**
 * How long this process stood still: stopped, starved or in a suspended machine. A clock that is
 * looked at regularly tells, as it is late after a pause. Thread-safe; one thread ticks.
 */
public final class Pauses {

  /** Late by less is a busy machine. */
  private static final long NOTICEABLE_NANOS = MILLISECONDS.toNanos(250);

  private final long intervalNanos;
  private volatile long tickedNanos;
  private volatile long totalNanos;

  /**
   * Begins to watch.
   *
   * @param intervalMillis how often {@link #tick} is called
   * @param nowNanos now, nanoseconds of the clock
   */
  public Pauses(long intervalMillis, long nowNanos) {
    intervalNanos = MILLISECONDS.toNanos(intervalMillis);
    tickedNanos = nowNanos;
  }

  /**
   * Marks that the process runs.
   *
   * @param nowNanos now, nanoseconds of the clock
   * @return whether it stood still until now
   */
  public boolean tick(long nowNanos) {
    long late = late(nowNanos);
    totalNanos += late;
    tickedNanos = nowNanos;
    return late > 0;
  }

  /**
   * Sums up the time that it stood still; a pause that has just ended counts.
   *
   * @param nowNanos now, nanoseconds of the clock
   * @return nanoseconds since the beginning
   */
  public long totalNanos(long nowNanos) {
    return totalNanos + late(nowNanos);
  }

  private long late(long nowNanos) {
    long late = nowNanos - tickedNanos - intervalNanos;
    return late < NOTICEABLE_NANOS ? 0 : late;
  }
}
