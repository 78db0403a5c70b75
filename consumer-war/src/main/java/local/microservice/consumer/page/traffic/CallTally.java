package local.microservice.consumer.page.traffic;

import java.util.concurrent.atomic.LongAdder;

/** Counts the calls of one kind, as their caller sees them. Thread-safe. */
public final class CallTally {

  private final LongAdder good = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder skipped = new LongAdder();

  CallTally() {}

  /**
   * A call has ended.
   *
   * @param status the HTTP status of its answer; 0 for no answer
   */
  void ended(int status) {
    (status / 100 == 2 ? good : failed).increment();
  }

  /** A call was due, but too many were under way. */
  void skipped() {
    skipped.increment();
  }

  /** The counts at one moment. */
  Counts now() {
    // Read in this order: a call that ends meanwhile makes no share of failures above 1.
    long bad = failed.sum();
    return new Counts(good.sum() + bad, bad, skipped.sum());
  }

  /**
   * How many calls there were.
   *
   * @param calls the calls that have ended
   * @param failed those of them without an answer whose status is 2xx
   * @param skipped the calls that were due, but not sent
   */
  public record Counts(long calls, long failed, long skipped) {}
}
