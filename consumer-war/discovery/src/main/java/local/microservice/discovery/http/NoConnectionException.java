package local.microservice.discovery.http;

import java.io.IOException;
import java.io.Serial;

/**
 * All connections that a call may use were in use for too long. This is a limit of this process.
 */
public class NoConnectionException extends IOException {

  @Serial private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param message what happened
   * @param cause the cause, or null
   */
  public NoConnectionException(String message, Throwable cause) {
    super(message, cause);
  }
}
