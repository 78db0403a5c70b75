package local.microservice.discovery.instance;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

/**
 * Measures how long this process stood still: stopped, starved or in a suspended machine. A regular
 * tick that comes late shows a pause. Thread-safe; only one thread ticks.
 */
public final class Pauses {

  /** A smaller delay is normal on a busy machine. */
  private static final long NOTICEABLE_NANOS = MILLISECONDS.toNanos(250);

  private final long intervalNanos;
  private volatile long tickedNanos;
  private volatile long totalNanos;

  /**
   * Begins to measure.
   *
   * @param intervalMillis how often {@link #tick} is called, in milliseconds
   * @param nowNanos now, nanoseconds of the clock
   */
  public Pauses(long intervalMillis, long nowNanos) {
    intervalNanos = MILLISECONDS.toNanos(intervalMillis);
    tickedNanos = nowNanos;
  }

  /**
   * Records that the process runs.
   *
   * @param nowNanos now, nanoseconds of the clock
   * @return whether a pause has just ended
   */
  public boolean tick(long nowNanos) {
    long late = late(nowNanos);
    totalNanos += late;
    tickedNanos = nowNanos;
    return late > 0;
  }

  /**
   * Adds up all pauses, including one that has just ended.
   *
   * @param nowNanos now, nanoseconds of the clock
   * @return the sum since the beginning, nanoseconds
   */
  public long totalNanos(long nowNanos) {
    return totalNanos + late(nowNanos);
  }

  private long late(long nowNanos) {
    long late = nowNanos - tickedNanos - intervalNanos;
    return late < NOTICEABLE_NANOS ? 0 : late;
  }
}
