package local.microservice.discovery.call;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import local.microservice.discovery.http.Answer;
import local.microservice.discovery.http.ClosedConnectionException;
import local.microservice.discovery.http.Exchange;
import local.microservice.discovery.http.Exchange.Cancellation;
import local.microservice.discovery.http.NoMemoryException;

/**
 * Judges an attempt: whether it counts against the instance, and whether the call may go to another
 * instance. Only this class decides both.
 *
 * <table>
 * <caption>What each ending means</caption>
 * <tr><th>what happened</th><th>against the instance</th><th>elsewhere</th></tr>
 * <tr><td>a status below 500 except 408, 421 and 429; or 501: the caller's mistake,
 * or none</td><td>no</td><td>no</td></tr>
 * <tr><td>the request could not be made</td><td>no</td><td>no</td></tr>
 * <tr><td>cancelled, interrupted, or cut short by the rest of the call's time or by the caller's
 * own timeout</td><td>no</td><td>no</td></tr>
 * <tr><td>this process stood still while it waited for the answer</td><td>no</td><td>yes</td></tr>
 * <tr><td>no connection of the instance's pool became free</td><td>no</td><td>yes</td></tr>
 * <tr><td>other answers use the memory that this answer needs</td><td>no</td><td>no</td></tr>
 * <tr><td>429, or 503 with Retry-After</td><td>no, but the instance rests</td><td>yes</td></tr>
 * <tr><td>everything else: refused, reset, silent, 408, 421, 5xx, not HTTP, an answer without an
 * end, any exception or error while the answer is read</td><td>yes</td><td>yes</td></tr>
 * </table>
 *
 * <p>"Elsewhere" applies only to calls that may be repeated: see {@link RetryPolicy}.
 */
public enum Verdict {
  /** A good answer, or one that reports the caller's own mistake. */
  ANSWERED(false, false),
  /** The caller's input makes no valid request. */
  CALLERS_MISTAKE(false, false),
  /** The attempt ended before the instance had its time. */
  CUT_SHORT(false, false),
  /** This process stood still for most of the instance's time. */
  STOOD_STILL(false, true),
  /** A limit of this process. A call to another instance may not reach the limit. */
  OWN_LIMIT(false, true),
  /** A limit of this process. Another instance's answer would reach the limit too. */
  NO_MEMORY(false, false),
  /** The instance is healthy but busy. */
  NOT_NOW(false, true),
  /** The instance failed. */
  FAILED(true, true);

  private final boolean againstInstance;
  private final boolean elsewhere;

  Verdict(boolean againstInstance, boolean elsewhere) {
    this.againstInstance = againstInstance;
    this.elsewhere = elsewhere;
  }

  /** {@return whether the verdict counts against the instance} */
  public boolean againstInstance() {
    return againstInstance;
  }

  /**
   * {@return whether the call may be tried on another instance; false when that does not help, or
   * when no caller waits any more}
   */
  public boolean elsewhere() {
    return elsewhere;
  }

  /** Judges an answer. */
  static Verdict of(Answer answer) {
    return answer.notNow() ? NOT_NOW : answer.failed() ? FAILED : ANSWERED;
  }

  /**
   * Judges an attempt without an answer.
   *
   * @param exchange the progress of the attempt
   * @param failure how the attempt ended
   * @param stoodStill whether this process stood still for most of the attempt
   */
  static Verdict of(Exchange exchange, IOException failure, boolean stoodStill) {
    if (interrupted(failure)) {
      return CUT_SHORT;
    }
    if (failure instanceof NoMemoryException) {
      return NO_MEMORY;
    }
    Cancellation cancelled = exchange.cancellation();
    return switch (exchange.stage()) {
      case PREPARING -> CALLERS_MISTAKE;
      case LEASING -> cancelled != null && !cancelled.againstInstance() ? CUT_SHORT : OWN_LIMIT;
      case CONNECTING, SENT ->
          stoodStill && lostOrLate(failure)
              ? STOOD_STILL
              : cancelled == null || cancelled.againstInstance() ? FAILED : CUT_SHORT;
    };
  }

  /** SocketTimeoutException extends InterruptedIOException but means a timeout. */
  private static boolean interrupted(IOException failure) {
    return Thread.currentThread().isInterrupted()
        || failure instanceof InterruptedIOException
            && !(failure instanceof SocketTimeoutException);
  }

  private static boolean lostOrLate(IOException failure) {
    return failure instanceof SocketTimeoutException
        || failure instanceof SocketException && !(failure instanceof ConnectException)
        || failure instanceof ClosedConnectionException;
  }
}
