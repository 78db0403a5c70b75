package local.microservice.discovery.http;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** One attempt to send a request to one instance. Thread-safe. */
public final class Exchange {

  private final Request request;
  private final Map<String, String> fields;
  private final long startNanos;
  private final long deadlineNanos;
  private final boolean hasItsTime;
  private final LongSupplier nanos;
  private long leasingNanos;
  private long waitedNanos;
  private volatile Runnable underWay;
  private volatile Cancellation cancellation;
  private volatile Stage stage = Stage.PREPARING;

  /** The progress of an exchange. */
  public enum Stage {
    /** The request is being completed. */
    PREPARING,
    /** The exchange waits for a connection of the pool. */
    LEASING,
    /** The connection is being opened. */
    CONNECTING,
    /** Bytes of the request may have been sent. */
    SENT
  }

  /**
   * Why an exchange was cancelled before its answer.
   *
   * @param reason the reason in words
   * @param againstInstance whether the instance is at fault, as it had its time
   */
  public record Cancellation(String reason, boolean againstInstance) {}

  /**
   * Makes an exchange that has not begun. All times are nanoseconds of the clock.
   *
   * @param request the request
   * @param fields header fields of this exchange; they replace the request's fields of the same
   *     name
   * @param startNanos now
   * @param deadlineNanos when the exchange ends at the latest
   * @param hasItsTime whether the instance is at fault if it has not answered by the deadline
   * @param nanos the clock
   */
  public Exchange(
      Request request,
      Map<String, String> fields,
      long startNanos,
      long deadlineNanos,
      boolean hasItsTime,
      LongSupplier nanos) {
    this.request = request;
    this.fields = fields;
    this.startNanos = startNanos;
    this.deadlineNanos = deadlineNanos;
    this.hasItsTime = hasItsTime;
    this.nanos = nanos;
  }

  /** {@return the caller's request} */
  public Request request() {
    return request;
  }

  /** {@return header fields by name; they replace the request's fields of the same name} */
  public Map<String, String> fields() {
    return fields;
  }

  /** {@return when the exchange began, nanoseconds of the clock} */
  public long startNanos() {
    return startNanos;
  }

  /** {@return when the exchange ends at the latest, nanoseconds of the clock} */
  public long deadlineNanos() {
    return deadlineNanos;
  }

  /**
   * Cancels the exchange if its deadline has passed. Any thread may call this.
   *
   * @param nowNanos nanoseconds of the clock
   */
  public void cancelWhenLate(long nowNanos) {
    if (nowNanos - deadlineNanos > 0) {
      long allowedMillis = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - startNanos);
      cancel(new Cancellation("no complete answer in " + allowedMillis + " ms", hasItsTime));
    }
  }

  /**
   * Cancels the exchange. Any thread may call this.
   *
   * @param why the reason
   */
  public void cancel(Cancellation why) {
    cancellation = why;
    Runnable now = underWay;
    if (now != null) {
      now.run();
    }
  }

  /**
   * Sets what to run when the exchange is cancelled. If it is already cancelled, runs this at once.
   *
   * @param next the work to run; it may run twice
   */
  public void onCancel(Runnable next) {
    underWay = next;
    if (cancellation != null) {
      next.run();
    }
  }

  /** {@return why the exchange was cancelled, or null} */
  public Cancellation cancellation() {
    return cancellation;
  }

  /**
   * Records the progress of the exchange.
   *
   * @param next the stage that begins
   */
  public void reach(Stage next) {
    if (next == Stage.LEASING) {
      leasingNanos = nanos.getAsLong();
    } else if (stage == Stage.LEASING) {
      waitedNanos += nanos.getAsLong() - leasingNanos;
    }
    stage = next;
  }

  /**
   * {@return the nanoseconds for which the exchange waited for a connection of the pool: the
   * instance could not use them. The thread that sends may ask}
   */
  public long waitedNanos() {
    return waitedNanos;
  }

  /** {@return the stage that began last} */
  public Stage stage() {
    return stage;
  }

  /** {@return whether the instance may have seen the request: bytes of it may have been sent} */
  public boolean sent() {
    return stage == Stage.SENT;
  }
}
