package local.microservice.service.problem;

import jakarta.json.bind.annotation.JsonbPropertyOrder;
import jakarta.ws.rs.core.Response.Status;

/**
 * The answer to a failed request.
 *
 * @param type what kind of problem this is: a URI, {@code about:blank} when the status says it all
 * @param title the kind of problem in words; the same for every occurrence
 * @param status the HTTP status, 400 to 599
 * @param detail what this client can do about this occurrence
 * @param instance the path that was asked for
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457, Problem Details for HTTP APIs</a>
 */
@JsonbPropertyOrder({"type", "title", "status", "detail", "instance"})
public record Problem(String type, String title, int status, String detail, String instance) {

  /** The type of a problem whose status says the kind. */
  static final String OF_STATUS = "about:blank";

  /** The media type of a problem (RFC 9457, section 6.1). */
  public static final String MEDIA_TYPE = "application/problem+json";

  /**
   * Makes a problem whose status says it all.
   *
   * @param status the HTTP status, 400 to 599
   * @param path the path that was asked for
   * @return the problem
   */
  static Problem of(int status, String path) {
    return new Problem(
        OF_STATUS, title(status), status, detail(Status.fromStatusCode(status)), path);
  }

  /** The kind of problem that a status says, in words. */
  static String title(int status) {
    Status known = Status.fromStatusCode(status);
    return known == null ? "Error" : known.getReasonPhrase();
  }

  private static String detail(Status status) {
    if (status == null) {
      return "The request cannot be answered.";
    }
    return switch (status) {
      case BAD_REQUEST -> "The request cannot be understood.";
      case FORBIDDEN ->
          "Pages of other sites, and other names of this server, have no access here.";
      case NOT_FOUND -> "There is nothing at this path.";
      case METHOD_NOT_ALLOWED -> "This path does not take this method; Allow lists those it takes.";
      case NOT_ACCEPTABLE -> "This path answers with application/json only.";
      case REQUEST_TIMEOUT -> "The body did not come in time.";
      case REQUEST_ENTITY_TOO_LARGE -> "The body is longer than this path reads.";
      case UNSUPPORTED_MEDIA_TYPE -> "This path reads application/json only.";
      case INTERNAL_SERVER_ERROR -> "Something went wrong here; the log says what.";
      case SERVICE_UNAVAILABLE ->
          "Too many requests are under way; try again after the seconds in Retry-After.";
      default -> "The request cannot be answered.";
    };
  }
}
