package local.microservice.discovery.http;

import java.io.IOException;
import java.io.Serial;

/** An instance closed the connection instead of answering. */
public class ClosedConnectionException extends IOException {

  @Serial private static final long serialVersionUID = 1L;

  /**
   * Makes one.
   *
   * @param message what happened
   * @param cause what the connection failed with
   */
  public ClosedConnectionException(String message, Throwable cause) {
    super(message, cause);
  }
}
