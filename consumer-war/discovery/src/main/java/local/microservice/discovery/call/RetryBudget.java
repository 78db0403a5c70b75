package local.microservice.discovery.call;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.LongAdder;

/**
 * Limits retries to a share of the calls of the last ten seconds, so that retries do not multiply
 * the load of an outage. Thread-safe; counting a call takes no lock.
 *
 * <p>After Finagle's retry budget, with a window that {@link #tick} moves.
 */
final class RetryBudget {

  private static final int SECONDS = 10;

  private record Second(long calls, long retries) {}

  private final double ratio;
  private final long floor;
  private final LongAdder calls = new LongAdder();
  private final Deque<Second> window = new ArrayDeque<>();
  private long retries;

  /**
   * Makes a budget.
   *
   * @param ratio retries per call, 0 to 1
   * @param floor retries allowed in ten seconds, however few the calls
   */
  RetryBudget(double ratio, int floor) {
    this.ratio = ratio;
    this.floor = floor;
  }

  void called() {
    calls.increment();
  }

  /** Takes one retry from the budget if one is left. */
  synchronized boolean tryRetry() {
    if (left() < 1) {
      return false;
    }
    retries++;
    return true;
  }

  /** How many retries the budget allows now. */
  synchronized long left() {
    long windowCalls = calls.sum();
    long windowRetries = retries;
    for (Second second : window) {
      windowCalls += second.calls;
      windowRetries += second.retries;
    }
    return (long) (floor + ratio * windowCalls) - windowRetries;
  }

  /** Ends a second of the window. */
  synchronized void tick() {
    window.addLast(new Second(calls.sumThenReset(), retries));
    retries = 0;
    if (window.size() >= SECONDS) {
      window.removeFirst();
    }
  }
}
