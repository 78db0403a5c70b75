package local.microservice.discovery.http;

import java.io.IOException;
import java.io.Serial;

/** An instance closed the connection instead of answering. */
public class ClosedConnectionException extends IOException {

  @Serial private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param message what happened
   * @param cause the failure of the connection
   */
  public ClosedConnectionException(String message, Throwable cause) {
    super(message, cause);
  }
}
