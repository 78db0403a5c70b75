package local.microservice.discovery.http;

import java.io.IOException;
import java.io.Serial;

/** Other answers have the memory that this one needs: a limit of this process's own. */
public class NoMemoryException extends IOException {

  @Serial private static final long serialVersionUID = 1L;

  /**
   * Makes one.
   *
   * @param message what happened
   */
  public NoMemoryException(String message) {
    super(message);
  }
}
