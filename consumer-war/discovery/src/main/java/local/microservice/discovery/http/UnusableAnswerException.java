package local.microservice.discovery.http;

import java.io.IOException;
import java.io.Serial;

/** An instance answered, but not with something that can be read as the answer to the call. */
public class UnusableAnswerException extends IOException {

  @Serial private static final long serialVersionUID = 1L;

  /**
   * Makes one.
   *
   * @param message what happened
   * @param cause what it comes from; null for nothing else
   */
  public UnusableAnswerException(String message, Throwable cause) {
    super(message, cause);
  }
}
