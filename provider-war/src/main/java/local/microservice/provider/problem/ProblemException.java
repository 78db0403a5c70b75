package local.microservice.provider.problem;

import java.io.Serial;

/** A failure that this service has an answer for. The message is for the client. */
public class ProblemException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  /** The HTTP status of the answer, 400 to 599. */
  private final int status;

  /**
   * Makes the failure.
   *
   * @param status the HTTP status of the answer, 400 to 599
   * @param detail what the client is told of this occurrence
   */
  public ProblemException(int status, String detail) {
    super(detail);
    this.status = status;
  }

  Problem problem(String path) {
    return Problem.of(status, getMessage(), path);
  }
}
