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
 * What became of an attempt: whose failure it was, and so whether it counts against the instance
 * and whether another instance may be asked. This is the one place that decides it.
 *
 * <table>
 * <caption>What each ending means</caption>
 * <tr><th>what happened</th><th>against the instance</th><th>elsewhere</th></tr>
 * <tr><td>an answer below 500 but 408, 421 and 429, or 501: it is the caller's</td><td>no</td><td>no</td></tr>
 * <tr><td>the request could not be made</td><td>no</td><td>no</td></tr>
 * <tr><td>cancelled, interrupted, or cut short by what was left of the call's or by the caller's own
 * time</td><td>no</td><td>no</td></tr>
 * <tr><td>this process stood still while the answer was awaited</td><td>no</td><td>yes</td></tr>
 * <tr><td>no connection of its pool became free</td><td>no</td><td>yes</td></tr>
 * <tr><td>other answers have the memory that this one needs</td><td>no</td><td>no</td></tr>
 * <tr><td>429, or 503 with Retry-After</td><td>no, but it rests</td><td>yes</td></tr>
 * <tr><td>everything else: refused, reset, silent, 408, 421, 5xx, not HTTP, an answer without an
 * end, any exception or error while it is read</td><td>yes</td><td>yes</td></tr>
 * </table>
 *
 * <p>"Elsewhere" is for what may be repeated: {@link RetryPolicy} tells.
 */
public enum Verdict {
  /** A good answer, or one that tells the caller of its own mistake. */
  ANSWERED(false, false),
  /** The request could not be made of what the caller gave. */
  CALLERS_MISTAKE(false, false),
  /** The attempt was ended before the instance had its time. */
  CUT_SHORT(false, false),
  /** This process stood still for most of the time that the instance had. */
  STOOD_STILL(false, true),
  /** A limit of this process's own, which another instance may be spared. */
  OWN_LIMIT(false, true),
  /** A limit of this process's own, which another instance's answer would meet too. */
  NO_MEMORY(false, false),
  /** The instance is well, and has enough to do. */
  NOT_NOW(false, true),
  /** The instance's failure. */
  FAILED(true, true);

  private final boolean againstInstance;
  private final boolean elsewhere;

  Verdict(boolean againstInstance, boolean elsewhere) {
    this.againstInstance = againstInstance;
    this.elsewhere = elsewhere;
  }

  /**
   * Tells whether the instance is judged by it.
   *
   * @return true for its own failure
   */
  public boolean againstInstance() {
    return againstInstance;
  }

  /**
   * Tells whether the call may be tried on another instance.
   *
   * @return false where that would not help, or where nobody asks any more
   */
  public boolean elsewhere() {
    return elsewhere;
  }

  /** The verdict on an answer. */
  static Verdict of(Answer answer) {
    return answer.notNow() ? NOT_NOW : answer.failed() ? FAILED : ANSWERED;
  }

  /**
   * The verdict on an attempt without an answer.
   *
   * @param exchange how far it came
   * @param failure how it ended
   * @param stoodStill whether this process stood still for most of it
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

  /** A time-out is an InterruptedIOException, too. */
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
