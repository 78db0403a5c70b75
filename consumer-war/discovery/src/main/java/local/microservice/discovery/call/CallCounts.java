package local.microservice.discovery.call;

import java.util.concurrent.atomic.LongAdder;

/** Counts the calls to a service since its start. Thread-safe; counting takes no lock. */
public final class CallCounts {

  private final LongAdder calls = new LongAdder();
  private final LongAdder retries = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder rescued = new LongAdder();

  private final LongAdder inZone = new LongAdder();
  private final LongAdder outsideZone = new LongAdder();

  CallCounts() {}

  void began() {
    calls.increment();
  }

  void retried() {
    retries.increment();
  }

  /** No instance was there to send the call to. */
  void foundNobody() {
    failed.increment();
  }

  /**
   * A call has ended.
   *
   * @param last the outcome of its last attempt
   * @param attempts the number of its attempts
   */
  void ended(Outcome last, int attempts) {
    if (last.failsCall()) {
      failed.increment();
    } else if (attempts > 1 && last.verdict() == Verdict.ANSWERED) {
      rescued.increment();
    }
  }

  /** A call, or its retry, goes to an instance while zones count. */
  void sent(boolean toOwnZone) {
    (toOwnZone ? inZone : outsideZone).increment();
  }

  /** {@return how many calls and retries went to the consumer's own zone, while zones counted} */
  public long inZone() {
    return inZone.sum();
  }

  /** {@return how many calls and retries left the consumer's own zone, while zones counted} */
  public long outsideZone() {
    return outsideZone.sum();
  }

  /** {@return the number of calls, with those under way} */
  public long calls() {
    return calls.sum();
  }

  /** {@return the number of retries} */
  public long retries() {
    return retries.sum();
  }

  /**
   * {@return the number of calls whose callers got no good answer; calls that the caller itself
   * spoilt or gave up do not count}
   */
  public long failed() {
    return failed.sum();
  }

  /** {@return the number of calls that failed at first, and that a retry saved} */
  public long rescued() {
    return rescued.sum();
  }
}
