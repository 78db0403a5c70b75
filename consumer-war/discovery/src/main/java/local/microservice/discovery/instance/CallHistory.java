package local.microservice.discovery.instance;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import local.microservice.discovery.http.CallError;
import local.microservice.discovery.time.Clock;

/** The results of the calls of one instance. Thread-safe; counting takes no lock. */
public final class CallHistory {

  /**
   * A failed call.
   *
   * @param at when the call failed
   * @param error the failure
   */
  public record Failure(Instant at, CallError error) {}

  /**
   * A call with a good answer.
   *
   * @param beganNanos when the call began, nanoseconds of the clock
   * @param tookNanos how long the call took, nanoseconds
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

  /** Counts a sent call. */
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
      outcomes.startAnew();
      answered = true;
    }
    outcomes.succeeded(nanos);
  }

  /** Counts a failure of the instance. */
  void failed(CallError error) {
    failuresInARow.incrementAndGet();
    failures.increment();
    outcomes.failed();
    lastFailure = new Failure(clock.now(), error);
  }

  /** The process has ended. The next process at this address has not answered yet. */
  void ended() {
    answered = false;
  }

  /** Forgets the failures when the instance comes back. */
  void forgive() {
    failuresInARow.set(0);
    outcomes.forgive();
  }

  /** Gives the instance the warm-up time of a new one. */
  void warmUpSince(long nowNanos) {
    warmingSinceNanos = nowNanos;
  }

  int failuresInARow() {
    return failuresInARow.get();
  }

  /** {@return the number of calls since the instance joined} */
  public long calls() {
    return calls.sum();
  }

  /** {@return the number of failed calls since the instance joined} */
  public long failures() {
    return failures.sum();
  }

  /** {@return the live statistics of the last minute's calls} */
  public Outcomes outcomes() {
    return outcomes;
  }

  /** Whether the instance has given a good answer since it joined or {@link #ended}. */
  boolean hasAnswered() {
    return answered;
  }

  /** When the warm-up began: at the first good answer, or at the return after failures. */
  long warmingSinceNanos() {
    return warmingSinceNanos;
  }

  /** When the last good answer came, nanoseconds of the clock. */
  long answeredNanos() {
    return answeredNanos;
  }

  /** The answered call that began last. */
  Answered newestAnswered() {
    return newestAnswered;
  }

  /** {@return the last failed call; null for none} */
  public Failure lastFailure() {
    return lastFailure;
  }
}
