package local.microservice.discovery.http;

import java.io.IOException;
import java.io.Serial;

/** All connections that a call may use were in use for too long: a limit of this process's own. */
public class NoConnectionException extends IOException {

  @Serial private static final long serialVersionUID = 1L;

  /**
   * Makes one.
   *
   * @param message what happened
   * @param cause what it comes from; null for nothing else
   */
  public NoConnectionException(String message, Throwable cause) {
    super(message, cause);
  }
}
