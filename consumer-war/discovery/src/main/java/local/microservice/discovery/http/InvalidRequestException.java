package local.microservice.discovery.http;

import java.io.IOException;
import java.io.Serial;

/** A request that cannot be sent as the caller made it. No instance has seen it. */
public class InvalidRequestException extends IOException {

  @Serial private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param cause the cause, or null
   */
  public InvalidRequestException(Throwable cause) {
    super("the request cannot be sent: " + cause.getMessage(), cause);
  }
}
