package local.microservice.discovery.http;

import java.io.IOException;
import java.io.Serial;

/** Other answers use the memory that this answer needs. This is a limit of this process. */
public class NoMemoryException extends IOException {

  @Serial private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param message what happened
   */
  public NoMemoryException(String message) {
    super(message);
  }
}
