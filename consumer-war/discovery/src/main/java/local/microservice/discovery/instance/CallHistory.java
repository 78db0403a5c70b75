package local.microservice.discovery.instance;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import local.microservice.discovery.time.Clock;

/** What became of the calls of one instance. Thread-safe; counting takes no lock. */
public final class CallHistory {

  /**
   * A call that failed.
   *
   * @param at when
   * @param error how, in words
   */
  public record Failure(Instant at, String error) {}

  /**
   * A call that has its good answer.
   *
   * @param beganNanos when it began, nanoseconds of the clock
   * @param tookNanos how long it took
   */
  record Answered(long beganNanos, long tookNanos) {}

  private final Clock clock;
  private final AtomicInteger failuresInARow = new AtomicInteger();
  private final LongAdder calls = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final Outcomes outcomes = new Outcomes();
  private volatile boolean answered;
  private volatile long answeredNanos;
  private volatile Answered newestAnswered;
  private volatile long warmingSinceNanos;
  private volatile Failure lastFailure;

  CallHistory(Clock clock) {
    this.clock = clock;
    answeredNanos = clock.nanos();
    newestAnswered = new Answered(answeredNanos, 0);
  }

  /** Counts a call that is sent. */
  void called() {
    calls.increment();
  }

  /** Counts a good answer. */
  void succeeded(long nanos) {
    if (failuresInARow.get() != 0) {
      failuresInARow.set(0);
    }
    answeredNanos = clock.nanos();
    long began = answeredNanos - nanos;
    if (began - newestAnswered.beganNanos() > 0) {
      newestAnswered = new Answered(began, nanos);
    }
    if (!answered) {
      warmingSinceNanos = answeredNanos;
      answered = true;
    }
    outcomes.succeeded(nanos);
  }

  /** Counts a failure of its own. */
  void failed(String error) {
    failuresInARow.incrementAndGet();
    failures.increment();
    outcomes.failed();
    lastFailure = new Failure(clock.now(), error);
  }

  /** The process has ended: what comes next has not answered yet. */
  void ended() {
    answered = false;
  }

  /** Begins anew, as the instance comes back. */
  void forgive() {
    failuresInARow.set(0);
    outcomes.forgive();
  }

  /** Grants it the time of a new one. */
  void warmUpSince(long nowNanos) {
    warmingSinceNanos = nowNanos;
  }

  int failuresInARow() {
    return failuresInARow.get();
  }

  /**
   * Counts the calls.
   *
   * @return since the instance joined
   */
  public long calls() {
    return calls.sum();
  }

  /**
   * Counts the calls that failed.
   *
   * @return since the instance joined
   */
  public long failures() {
    return failures.sum();
  }

  /**
   * Tells how the calls of the last minute ended.
   *
   * @return the statistics themselves
   */
  public Outcomes outcomes() {
    return outcomes;
  }

  /** Whether the instance has given a good answer since the instance joined or {@link #ended}. */
  boolean hasAnswered() {
    return answered;
  }

  /**
   * Since when the instance may be slow for being new: its first good answer, or its return from
   * failing.
   */
  long warmingSinceNanos() {
    return warmingSinceNanos;
  }

  /** When the last good answer came, nanoseconds of the clock. */
  long answeredNanos() {
    return answeredNanos;
  }

  /** Of the calls that have their good answer the one that began last. */
  Answered newestAnswered() {
    return newestAnswered;
  }

  /**
   * Tells how the last failed call failed.
   *
   * @return null for none
   */
  public Failure lastFailure() {
    return lastFailure;
  }
}
