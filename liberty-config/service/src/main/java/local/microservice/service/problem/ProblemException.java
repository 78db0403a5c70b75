package local.microservice.service.problem;

import java.io.Serial;

/**
 * A failure for which this service has an answer. The client reads the message, and the log has the
 * cause.
 */
public class ProblemException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  /** The HTTP status of the answer, 400 to 599. */
  private final int status;

  /** The kind of problem, as a URI. */
  private final String type;

  /** The kind of problem, in words. */
  private final String title;

  /** When to try again, or null for no advice. */
  private final Integer retryAfterSeconds;

  /**
   * Makes the failure.
   *
   * @param status the HTTP status of the answer, 400 to 599
   * @param type the kind of problem, as a URI
   * @param title the kind of problem, in words
   * @param detail the text for the client about this occurrence
   * @param retryAfterSeconds when to try again, or null for no advice
   * @param cause what happened inside
   */
  public ProblemException(
      int status,
      String type,
      String title,
      String detail,
      Integer retryAfterSeconds,
      Throwable cause) {
    super(detail, cause);
    this.status = status;
    this.type = type;
    this.title = title;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  /**
   * Makes a failure whose status says the kind.
   *
   * @param status the HTTP status of the answer, 400 to 599
   * @param detail the text for the client about this occurrence
   */
  public ProblemException(int status, String detail) {
    this(status, Problem.OF_STATUS, Problem.title(status), detail, null, null);
  }

  int status() {
    return status;
  }

  Problem problem(String path) {
    return new Problem(type, title, status, getMessage(), path);
  }

  Integer retryAfterSeconds() {
    return retryAfterSeconds;
  }

  /** The causes in one line, without an exception that only wraps another and says nothing new. */
  String reason() {
    StringBuilder reason = new StringBuilder();
    for (Throwable cause = getCause(); cause != null; cause = cause.getCause()) {
      String said = String.valueOf(cause.getMessage());
      if (cause.getCause() == null
          || !said.contains(String.valueOf(cause.getCause().getMessage()))) {
        reason
            .append(reason.isEmpty() ? "" : ": ")
            .append(cause.getClass().getSimpleName())
            .append(' ')
            .append(said.replaceAll("\\s+", " "));
      }
    }
    return reason.toString();
  }
}
