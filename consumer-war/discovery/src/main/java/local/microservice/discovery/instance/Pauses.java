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
    long pause = sinceTick(nowNanos);
    totalNanos += pause;
    tickedNanos = nowNanos;
    return pause > 0;
  }

  /** {@return when the last tick was, or the beginning; nanoseconds of the clock} */
  public long tickedNanos() {
    return tickedNanos;
  }

  /**
   * Adds up all pauses, including one that has just ended. Each may be too long by one interval.
   *
   * @param nowNanos now, nanoseconds of the clock
   * @return the sum since the beginning, nanoseconds
   */
  public long totalNanos(long nowNanos) {
    return totalNanos + sinceTick(nowNanos);
  }

  /**
   * The pause since the last tick. Nobody knows when in this time the pause began. Taken for too
   * long, a pause hides a slow answer; taken for too short, it blames an instance.
   */
  private long sinceTick(long nowNanos) {
    long nanos = nowNanos - tickedNanos;
    return nanos - intervalNanos < NOTICEABLE_NANOS ? 0 : nanos;
  }
}
