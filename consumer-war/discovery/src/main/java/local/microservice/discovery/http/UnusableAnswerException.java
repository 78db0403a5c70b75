package local.microservice.discovery.http;

import java.io.IOException;
import java.io.Serial;

/** An instance answered, but its answer to the call cannot be used. */
public class UnusableAnswerException extends IOException {

  @Serial private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param message what happened
   * @param cause the cause, or null
   */
  public UnusableAnswerException(String message, Throwable cause) {
    super(message, cause);
  }
}
