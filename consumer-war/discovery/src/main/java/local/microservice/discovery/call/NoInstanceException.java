package local.microservice.discovery.call;

import java.io.IOException;
import java.io.Serial;

/** A service has no instance: no resolution of its addresses has succeeded yet. */
public class NoInstanceException extends IOException {

  @Serial private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param service the name of the service
   */
  public NoInstanceException(String service) {
    super("no instance of " + service + " is known");
  }
}
