package local.microservice.discovery.http;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A request that may go to any instance of a service.
 *
 * @param method the HTTP method
 * @param path the path and the query, beginning with a slash
 * @param headers header fields by name
 * @param body the body; empty for none; its content type is among the headers
 * @param options the connection options of the client
 */
public record Request(
    String method,
    String path,
    Map<String, List<String>> headers,
    byte[] body,
    ClientOptions options) {

  private static final Set<String> IDEMPOTENT =
      Set.of("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE");
  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

  /**
   * {@return whether repeating the request has no further effect, by its method (RFC 9110, section
   * 9.2.2)}
   */
  public boolean idempotent() {
    return IDEMPOTENT.contains(method);
  }

  /** {@return whether the request changes nothing, by its method (RFC 9110, section 9.2.1)} */
  public boolean safe() {
    return SAFE.contains(method);
  }
}
