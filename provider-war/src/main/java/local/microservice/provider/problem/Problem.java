package local.microservice.provider.problem;

import jakarta.json.bind.annotation.JsonbPropertyOrder;

/**
 * What a client is told about a failed request.
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

  /** The media type of a problem (RFC 9457, section 6.1). */
  public static final String MEDIA_TYPE = "application/problem+json";
}
