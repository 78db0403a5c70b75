package local.microservice.consumer.discovery;

import java.io.IOException;
import java.io.Serial;

/** An instance answered, but not with something that can be read as the answer to the call. */
public class UnusableAnswerException extends IOException {

  @Serial private static final long serialVersionUID = 1L;

  UnusableAnswerException(String message, Throwable cause) {
    super(message, cause);
  }
}
