package local.microservice.discovery.instance;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.AtomicHistogram;

/**
 * How the calls of the last minute ended, in slices of five seconds. Thread-safe; recording takes
 * no lock.
 */
public final class Outcomes {

  /** How long a slice is; {@link #turn} is called this often. */
  public static final long SLICE_SECONDS = 5;

  private static final int SLICES_OF_A_MINUTE = (int) (60 / SLICE_SECONDS);

  /** The slices that instances are compared by: between five and ten seconds. */
  private static final int SLICES_COMPARED = 2;

  private static final long LONGEST_MICROS = TimeUnit.SECONDS.toMicros(60);

  private static final class Slice {
    private final LongAdder failures = new LongAdder();
    // One significant digit keeps an instance's minute at 35 KiB, and its figures within 6 %.
    private final AtomicHistogram successes = new AtomicHistogram(LONGEST_MICROS, 1);
  }

  /**
   * What became of a number of calls.
   *
   * @param successes calls with a good answer
   * @param failures calls without
   * @param p50Millis median latency of the successes, in milliseconds; 0 for none
   * @param p99Millis 99th percentile of their latency, in milliseconds; 0 for none
   */
  public record Summary(long successes, long failures, double p50Millis, double p99Millis) {

    /**
     * Counts all.
     *
     * @return 0 or more
     */
    public long calls() {
      return successes + failures;
    }

    /**
     * Tells the share of the good answers.
     *
     * @return 0 to 1; 1 for no call
     */
    public double successRate() {
      return calls() == 0 ? 1 : (double) successes / calls();
    }
  }

  Outcomes() {}

  private final Deque<Slice> past = new ArrayDeque<>();
  private volatile Slice current = new Slice();
  private int comparable;

  void succeeded(long nanos) {
    current.successes.recordValue(Math.min(TimeUnit.NANOSECONDS.toMicros(nanos), LONGEST_MICROS));
  }

  void failed() {
    current.failures.increment();
  }

  /** Ends a slice. */
  public synchronized void turn() {
    past.addFirst(current);
    if (past.size() >= SLICES_OF_A_MINUTE) {
      past.removeLast();
    }
    current = new Slice();
    comparable = Math.min(comparable + 1, SLICES_COMPARED - 1);
  }

  /** Leaves what was until now out of {@link #recent}: an instance that comes back starts anew. */
  synchronized void forgive() {
    turn();
    comparable = 0;
  }

  /**
   * Sums up the last five to ten seconds, by which instances are compared.
   *
   * @return of the calls that have ended since
   */
  public synchronized Summary recent() {
    return summary(comparable);
  }

  /**
   * Sums up the last minute, 55 to 60 seconds.
   *
   * @return of the calls that have ended since
   */
  public synchronized Summary lastMinute() {
    return summary(past.size());
  }

  private Summary summary(int slices) {
    AtomicHistogram successes = new AtomicHistogram(LONGEST_MICROS, 1);
    successes.add(current.successes);
    long failures = current.failures.sum();
    for (Slice slice : past.stream().limit(slices).toList()) {
      successes.add(slice.successes);
      failures += slice.failures.sum();
    }
    return new Summary(
        successes.getTotalCount(), failures, millis(successes, 50), millis(successes, 99));
  }

  private static double millis(AtomicHistogram micros, double percentile) {
    return micros.getTotalCount() == 0 ? 0 : micros.getValueAtPercentile(percentile) / 1000.0;
  }
}
