package local.microservice.discovery.instance;

import java.time.Instant;

/**
 * Why and for how long an instance is out of rotation. Ejections are compared by identity, even
 * with equal times: a call keeps the ejection it was chosen under, so that a late answer does not
 * end a later one.
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
   * @param reason why the instance is ejected
   * @param inARow how many ejections in a row, including this one; 0 for an instance that is
   *     starting
   * @param until when the ejection ends, for display
   * @param untilNanos the same, nanoseconds of the clock
   * @param lengthNanos how long the ejection lasts, nanoseconds
   */
  Ejection(Reason reason, int inARow, Instant until, long untilNanos, long lengthNanos) {
    this.reason = reason;
    this.inARow = inARow;
    this.until = until;
    this.untilNanos = untilNanos;
    this.lengthNanos = lengthNanos;
  }

  /** A copy for another trial, after a trial that decided nothing. */
  Ejection again() {
    return new Ejection(reason, inARow, until, untilNanos, lengthNanos);
  }

  /** {@return why the instance is ejected} */
  public Reason reason() {
    return reason;
  }

  int inARow() {
    return inARow;
  }

  /**
   * {@return when the ejection ends, possibly in the past; the next call after that is the trial}
   */
  public Instant until() {
    return until;
  }

  /** {@return how long the ejection lasts, nanoseconds} */
  public long lengthNanos() {
    return lengthNanos;
  }

  /**
   * Whether a call may be the trial. A call that may not be repeated waits half an ejection longer.
   */
  boolean isOver(long nowNanos, boolean idempotent) {
    return nowNanos - untilNanos >= (idempotent ? 0 : lengthNanos / 2);
  }

  /** Compares by the end: less than 0 if this ejection ends before the other. */
  int compareEnd(Ejection other) {
    return Long.signum(untilNanos - other.untilNanos);
  }

  /** Whether an answer after this time, in nanoseconds, is fast enough to end the ejection. */
  boolean isCuredBy(long nanos) {
    return nanos <= reason.slowestCureNanos().orElse(Long.MAX_VALUE);
  }
}
