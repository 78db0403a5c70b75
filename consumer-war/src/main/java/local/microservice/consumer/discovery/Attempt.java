package local.microservice.consumer.discovery;

import java.util.concurrent.TimeUnit;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.ClassicHttpRequest;

/** One sending of a call to one instance. Thread-safe. */
final class Attempt {

  private final Call call;
  private final ClassicHttpRequest request;
  private final long startNanos;
  private final long deadlineNanos;
  private final Verdict late;
  private volatile Cancellable underWay;
  private volatile String cancelledFor;
  private volatile Verdict cancelledAs;
  private volatile Stage stage = Stage.PREPARING;

  /** How far an attempt has come. */
  enum Stage {
    /** The request is completed. */
    PREPARING,
    /** A connection of the pool is awaited. */
    LEASING,
    /** The connection is opened. */
    CONNECTING,
    /** Bytes of the request may have gone out. */
    SENT
  }

  /**
   * Makes an attempt that has not begun. Nanoseconds are those of {@link System#nanoTime}.
   *
   * @param late what it means when the deadline passes
   */
  Attempt(
      Call call, ClassicHttpRequest request, long startNanos, long deadlineNanos, Verdict late) {
    this.call = call;
    this.request = request;
    this.startNanos = startNanos;
    this.deadlineNanos = deadlineNanos;
    this.late = late;
  }

  Call call() {
    return call;
  }

  ClassicHttpRequest request() {
    return request;
  }

  long startNanos() {
    return startNanos;
  }

  /** Ends the attempt from another thread if its deadline has passed. */
  void cancelWhenLate(long nowNanos) {
    if (nowNanos - deadlineNanos > 0) {
      long allowedMillis = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - startNanos);
      cancel("no complete answer in " + allowedMillis + " ms", late);
    }
  }

  /**
   * Ends the attempt from another thread.
   *
   * @param reason the failure with which it ends
   * @param as what that means
   */
  void cancel(String reason, Verdict as) {
    cancelledAs = as;
    cancelledFor = reason;
    Cancellable now = underWay;
    if (now != null) {
      now.cancel();
    }
  }

  /** What ends the attempt from here on when it is cancelled; at once, if it has been. */
  void onCancel(Cancellable next) {
    underWay = next;
    if (cancelledFor != null) {
      next.cancel();
    }
  }

  /** Why it was cancelled, or null. */
  String cancelledFor() {
    return cancelledFor;
  }

  /** What the cancellation means, or null. */
  Verdict cancelledAs() {
    return cancelledAs;
  }

  void reach(Stage next) {
    stage = next;
  }

  Stage stage() {
    return stage;
  }

  /** Whether bytes of the request may have gone out. */
  boolean sent() {
    return stage == Stage.SENT;
  }
}
