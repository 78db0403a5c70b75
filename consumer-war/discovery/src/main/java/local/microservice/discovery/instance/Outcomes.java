package local.microservice.discovery.instance;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.AtomicHistogram;

/**
 * Statistics of the calls of the last minute, in slices of five seconds. Thread-safe; recording
 * takes no lock.
 */
public final class Outcomes {

  /** The length of a slice; {@link #turn} must be called this often. */
  public static final long SLICE_SECONDS = 5;

  private static final int SLICES_OF_A_MINUTE = (int) (60 / SLICE_SECONDS);

  /** The slices for comparing instances: they cover five to ten seconds. */
  private static final int SLICES_COMPARED = 2;

  /**
   * An instance is warm ten seconds after its first answer: this many slices have ended by then.
   */
  private static final int COLD_SLICES = 3;

  /** The longest latency that a histogram tells from longer ones. */
  static final long LONGEST_MICROS = TimeUnit.SECONDS.toMicros(60);

  /** One significant digit limits an instance's minute to 35 KiB, and the error to 6 %. */
  static final int DIGITS = 1;

  private static final class Slice {
    private final LongAdder failures = new LongAdder();
    private final AtomicHistogram successes = new AtomicHistogram(LONGEST_MICROS, DIGITS);
    private boolean warm;
  }

  /**
   * The results of a number of calls.
   *
   * @param successes calls with a good answer
   * @param failures calls without a good answer
   * @param p50Millis median latency of the successes, in milliseconds; 0 for none
   * @param p99Millis 99th percentile of the same latency, in milliseconds; 0 for none
   */
  public record Summary(long successes, long failures, double p50Millis, double p99Millis) {

    /** {@return the number of all calls} */
    public long calls() {
      return successes + failures;
    }

    /** {@return the share of good answers, 0 to 1; 1 for no call} */
    public double successRate() {
      return calls() == 0 ? 1 : (double) successes / calls();
    }
  }

  Outcomes() {}

  private final Deque<Slice> past = new ArrayDeque<>();
  private volatile Slice current = new Slice();
  private int comparable;
  private int turnsSinceStart;

  void succeeded(long nanos) {
    current.successes.recordValue(Math.min(TimeUnit.NANOSECONDS.toMicros(nanos), LONGEST_MICROS));
  }

  void failed() {
    current.failures.increment();
  }

  /** Ends a slice. */
  public synchronized void turn() {
    turnsSinceStart = Math.min(turnsSinceStart + 1, COLD_SLICES);
    begin();
    comparable = Math.min(comparable + 1, SLICES_COMPARED - 1);
  }

  private void begin() {
    past.addFirst(current);
    if (past.size() >= SLICES_OF_A_MINUTE) {
      past.removeLast();
    }
    Slice next = new Slice();
    next.warm = turnsSinceStart == COLD_SLICES;
    current = next;
  }

  /** The instance's process has given its first answer: it is cold, and so are its next answers. */
  synchronized void startAnew() {
    turnsSinceStart = 0;
    current.warm = false;
  }

  /** Hides the calls until now from {@link #recent}: an instance that comes back starts anew. */
  synchronized void forgive() {
    begin();
    comparable = 0;
  }

  /**
   * {@return the calls that ended in the last five to ten seconds, by which instances are compared}
   */
  public synchronized Summary recent() {
    return summary(comparable);
  }

  /** {@return the calls that ended in the last minute, 55 to 60 seconds} */
  public synchronized Summary lastMinute() {
    return summary(past.size());
  }

  /** How many good answers {@link #addWarmTo} would add. */
  synchronized long warmSuccesses() {
    return warm().mapToLong(AtomicHistogram::getTotalCount).sum();
  }

  /** Adds the latency, in microseconds, of the last five to ten seconds to a histogram. */
  synchronized void addWarmTo(AbstractHistogram micros) {
    warm().filter(each -> each.getTotalCount() > 0).forEach(micros::add);
  }

  private Stream<AtomicHistogram> warm() {
    return Stream.concat(Stream.of(current), past.stream().limit(SLICES_COMPARED - 1))
        .filter(slice -> slice.warm)
        .map(slice -> slice.successes);
  }

  private Summary summary(int slices) {
    AtomicHistogram successes = new AtomicHistogram(LONGEST_MICROS, DIGITS);
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
