package local.microservice.discovery.instance;

import java.time.Instant;

/**
 * Why and for how long an instance is out of rotation. Each is another one, also if its times are
 * the same: a call keeps the one that it was chosen under, so that a late answer ends no later one.
 */
public final class Ejection {

  private final Reason reason;
  private final int inARow;
  private final Instant until;
  private final long untilNanos;
  private final long lengthNanos;

  /**
   * Makes an ejection.
   *
   * @param reason why
   * @param inARow how many there are in a row with this one; 0 for an instance that is starting
   * @param until when it ends, for people
   * @param untilNanos the same, nanoseconds of the clock
   * @param lengthNanos how long it lasts
   */
  Ejection(Reason reason, int inARow, Instant until, long untilNanos, long lengthNanos) {
    this.reason = reason;
    this.inARow = inARow;
    this.until = until;
    this.untilNanos = untilNanos;
    this.lengthNanos = lengthNanos;
  }

  /** The same for another trial, as the last one told nothing. */
  Ejection again() {
    return new Ejection(reason, inARow, until, untilNanos, lengthNanos);
  }

  /**
   * Tells why.
   *
   * @return the reason
   */
  public Reason reason() {
    return reason;
  }

  int inARow() {
    return inARow;
  }

  /**
   * Tells when it ends; the next call after that is the instance's trial.
   *
   * @return a moment, also one that has passed
   */
  public Instant until() {
    return until;
  }

  /**
   * Tells how long it lasts.
   *
   * @return nanoseconds
   */
  public long lengthNanos() {
    return lengthNanos;
  }

  /** Whether a call may be the instance's trial; one that may not be repeated waits longer. */
  boolean isOver(long nowNanos, boolean idempotent) {
    return nowNanos - untilNanos >= (idempotent ? 0 : lengthNanos / 2);
  }

  /** Whether so quick an answer ends it. */
  boolean isCuredBy(long nanos) {
    return nanos <= reason.slowestCureNanos().orElse(Long.MAX_VALUE);
  }
}
