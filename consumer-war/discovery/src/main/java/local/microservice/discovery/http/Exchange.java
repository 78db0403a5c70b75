package local.microservice.discovery.http;

import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One sending of a request to one instance. Thread-safe. */
public final class Exchange {

  private final Request request;
  private final Map<String, String> fields;
  private final long startNanos;
  private final long deadlineNanos;
  private final boolean hasItsTime;
  private volatile Runnable underWay;
  private volatile Cancellation cancellation;
  private volatile Stage stage = Stage.PREPARING;

  /** How far an exchange has come. */
  public enum Stage {
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
   * Why an exchange was ended before its answer.
   *
   * @param reason in words
   * @param againstInstance whether the instance had its time, so that it is at fault
   */
  public record Cancellation(String reason, boolean againstInstance) {}

  /**
   * Makes an exchange that has not begun. Nanoseconds are those of the clock.
   *
   * @param request what is sent
   * @param fields header fields that this sending alone has; they take the place of the request's
   * @param startNanos now
   * @param deadlineNanos when it ends in any case
   * @param hasItsTime whether an instance without an answer by then is at fault
   */
  public Exchange(
      Request request,
      Map<String, String> fields,
      long startNanos,
      long deadlineNanos,
      boolean hasItsTime) {
    this.request = request;
    this.fields = fields;
    this.startNanos = startNanos;
    this.deadlineNanos = deadlineNanos;
    this.hasItsTime = hasItsTime;
  }

  /**
   * Tells what is sent.
   *
   * @return the caller's request
   */
  public Request request() {
    return request;
  }

  /**
   * Tells what this sending alone has.
   *
   * @return header fields by name, in the place of the request's
   */
  public Map<String, String> fields() {
    return fields;
  }

  /**
   * Tells when it began.
   *
   * @return nanoseconds of the clock
   */
  public long startNanos() {
    return startNanos;
  }

  /**
   * Tells when it ends in any case.
   *
   * @return nanoseconds of the clock
   */
  public long deadlineNanos() {
    return deadlineNanos;
  }

  /**
   * Ends the exchange from another thread if its deadline has passed.
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
   * Ends the exchange from another thread.
   *
   * @param why the failure with which it ends
   */
  public void cancel(Cancellation why) {
    cancellation = why;
    Runnable now = underWay;
    if (now != null) {
      now.run();
    }
  }

  /**
   * Sets what ends the exchange from here on when it is cancelled; at once, if it has been.
   *
   * @param next what to do; it may be done twice
   */
  public void onCancel(Runnable next) {
    underWay = next;
    if (cancellation != null) {
      next.run();
    }
  }

  /**
   * Tells whether it was cancelled.
   *
   * @return why, or null
   */
  public Cancellation cancellation() {
    return cancellation;
  }

  /**
   * Notes how far it has come.
   *
   * @param next what begins
   */
  public void reach(Stage next) {
    stage = next;
  }

  /**
   * Tells how far it has come.
   *
   * @return what has begun
   */
  public Stage stage() {
    return stage;
  }

  /**
   * Tells whether the instance may know of it.
   *
   * @return true when bytes of the request may have gone out
   */
  public boolean sent() {
    return stage == Stage.SENT;
  }
}
