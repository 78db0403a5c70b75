package local.microservice.discovery.http;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Locale;
import javax.net.ssl.SSLException;

/**
 * How a call to an instance failed.
 *
 * @param kind the kind of failure
 * @param status the HTTP status of the answer; 0 for no answer
 * @param text the failure in English words, with the exception
 */
public record CallError(Kind kind, int status, String text) {

  /** The kinds of failure. */
  public enum Kind {
    /** An answer whose status is a failure. */
    STATUS,
    /** Nobody listens at the address. */
    REFUSED,
    /** There is no way to the address. */
    UNREACHABLE,
    /** The connection ended instead of an answer. */
    CLOSED,
    /** The answer, or the connection, did not come in time. */
    TIMEOUT,
    /** An answer that is no HTTP, too long, or of another server. */
    UNUSABLE,
    /** There is no agreement on the encryption. */
    TLS,
    /** Anything else. */
    OTHER;

    /** {@return the kind's name for display, in lower case} */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Names the failure of an answer.
   *
   * @param status the HTTP status
   * @return the error
   */
  public static CallError of(int status) {
    return new CallError(Kind.STATUS, status, "HTTP status " + status);
  }

  /**
   * Names the failure of a call without an answer.
   *
   * @param failure the failure
   * @return the error
   */
  public static CallError of(IOException failure) {
    return new CallError(kind(failure), 0, failure.toString());
  }

  private static Kind kind(IOException failure) {
    if (failure instanceof ConnectException) {
      return Kind.REFUSED;
    }
    if (failure instanceof NoRouteToHostException || failure instanceof UnknownHostException) {
      return Kind.UNREACHABLE;
    }
    if (failure instanceof SocketException
        || failure instanceof ClosedConnectionException
        || failure instanceof EOFException) {
      return Kind.CLOSED;
    }
    if (failure instanceof SocketTimeoutException) {
      return Kind.TIMEOUT;
    }
    if (failure instanceof UnusableAnswerException) {
      return Kind.UNUSABLE;
    }
    return failure instanceof SSLException ? Kind.TLS : Kind.OTHER;
  }

  /** {@return whether nobody listens at the address; then one call shows that it is gone} */
  public boolean isRefused() {
    return kind == Kind.REFUSED;
  }
}
