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
  private volatile Cancellable underWay;
  private volatile String cancelledFor;
  private volatile boolean sent;

  /** Nanoseconds are those of {@link System#nanoTime}. */
  Attempt(Call call, ClassicHttpRequest request, long startNanos, long deadlineNanos) {
    this.call = call;
    this.request = request;
    this.startNanos = startNanos;
    this.deadlineNanos = deadlineNanos;
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

  /** How long it may take, from its start to its end. */
  long allowedMillis() {
    return TimeUnit.NANOSECONDS.toMillis(deadlineNanos - startNanos);
  }

  boolean overdue(long nowNanos) {
    return nowNanos - deadlineNanos > 0;
  }

  /** Ends the attempt from another thread; it fails with this reason. */
  void cancel(String reason) {
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

  void sending() {
    sent = true;
  }

  /** Whether bytes of the request may have gone out. */
  boolean sent() {
    return sent;
  }
}
