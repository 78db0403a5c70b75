package local.microservice.discovery.kubernetes;

import java.io.IOException;
import java.io.Serial;

/** The API server answers, but not with what was asked for. */
final class ApiFailure extends IOException {

  /** What follows from a failure. */
  enum Kind {
    /** The resource version is too old: list anew. */
    GONE,
    /** Not now. */
    BUSY,
    /** Any other answer that refuses the request, or a watch that tells of an error. */
    REFUSED,
    /** The answer is nothing that an API server says. */
    NONSENSE,
    /** A watch tells nothing, not even that nothing has changed. */
    SILENT
  }

  @Serial private static final long serialVersionUID = 1L;

  private final Kind kind;
  private final long retryAfterMillis;

  ApiFailure(Kind kind, String message) {
    this(kind, message, 0, null);
  }

  ApiFailure(Kind kind, String message, long retryAfterMillis, Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.retryAfterMillis = retryAfterMillis;
  }

  static ApiFailure nonsense(Throwable cause) {
    return new ApiFailure(
        Kind.NONSENSE, "the API server's answer cannot be read: " + cause, 0, cause);
  }

  Kind kind() {
    return kind;
  }

  /** How long the API server asks to wait, in milliseconds; 0 if it does not. */
  long retryAfterMillis() {
    return retryAfterMillis;
  }
}
