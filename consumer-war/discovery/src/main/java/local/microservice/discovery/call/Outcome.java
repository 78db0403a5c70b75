package local.microservice.discovery.call;

import java.io.IOException;
import java.net.SocketException;
import local.microservice.discovery.http.Answer;
import local.microservice.discovery.http.CallError;
import local.microservice.discovery.http.ClosedConnectionException;

/**
 * How one attempt ended.
 *
 * @param answer the answer, or null
 * @param failure why there is no answer, or null
 * @param verdict whose failure it was
 * @param sent whether the instance may have seen the call
 * @param trial whether the call was the instance's trial
 */
public record Outcome(
    Answer answer, IOException failure, Verdict verdict, boolean sent, boolean trial) {

  /** Whether the instance ended or was absent, instead of failing at this call. */
  boolean lost() {
    return verdict == Verdict.FAILED && !sent
        || failure instanceof SocketException
        || failure instanceof ClosedConnectionException;
  }

  /**
   * {@return whether the caller of a call that ends so has no good answer, and not by its own
   * doing}
   */
  boolean failsCall() {
    return failure == null
        ? answer.failed()
        : verdict != Verdict.CALLERS_MISTAKE && verdict != Verdict.CUT_SHORT;
  }

  /** {@return the failure, or the status of the answer} */
  public CallError error() {
    return failure == null ? CallError.of(answer.status()) : CallError.of(failure);
  }

  /** {@return the outcome in words: {@code HTTP status 500}, or the failure} */
  public String text() {
    return error().text();
  }
}
