package local.microservice.consumer.discovery;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

/**
 * How long this process stood still: stopped, starved or in a suspended machine. A clock that is
 * looked at regularly tells, as it is late after a pause. Thread-safe; one thread ticks.
 */
final class Pauses {

  /** Late by less is a busy machine. */
  private static final long NOTICEABLE_NANOS = MILLISECONDS.toNanos(250);

  private final long intervalNanos;
  private volatile long tickedNanos;
  private volatile long totalNanos;

  /**
   * Begins to watch.
   *
   * @param intervalMillis how often {@link #tick} is called
   * @param nowNanos now, by {@link System#nanoTime}
   */
  Pauses(long intervalMillis, long nowNanos) {
    intervalNanos = MILLISECONDS.toNanos(intervalMillis);
    tickedNanos = nowNanos;
  }

  /**
   * Marks that the process runs.
   *
   * @return whether it stood still until now
   */
  boolean tick(long nowNanos) {
    long late = late(nowNanos);
    totalNanos += late;
    tickedNanos = nowNanos;
    return late > 0;
  }

  /** All the time that it stood still, in nanoseconds; a pause that has just ended counts. */
  long totalNanos(long nowNanos) {
    return totalNanos + late(nowNanos);
  }

  private long late(long nowNanos) {
    long late = nowNanos - tickedNanos - intervalNanos;
    return late < NOTICEABLE_NANOS ? 0 : late;
  }
}
