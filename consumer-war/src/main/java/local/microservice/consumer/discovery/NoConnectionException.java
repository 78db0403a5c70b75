package local.microservice.consumer.discovery;

import java.io.IOException;
import java.io.Serial;

/** All connections that a call may use were in use for too long: a limit of this process's own. */
public class NoConnectionException extends IOException {

  @Serial private static final long serialVersionUID = 1L;

  NoConnectionException(String message, Throwable cause) {
    super(message, cause);
  }
}
