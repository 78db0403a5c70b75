package local.microservice.discovery.http;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A request that any instance of a service may be sent.
 *
 * @param method the HTTP method
 * @param path the path and the query, beginning with a slash
 * @param headers header fields by name
 * @param body the body; empty for none; its type is among the headers
 * @param options what the client that makes it was told of its connections
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
   * Tells whether the request does twice what it does once: RFC 9110, section 9.2.2.
   *
   * @return true for the methods of which the RFC says so
   */
  public boolean idempotent() {
    return IDEMPOTENT.contains(method);
  }

  /**
   * Tells whether the request changes nothing: RFC 9110, section 9.2.1.
   *
   * @return true for the methods of which the RFC says so
   */
  public boolean safe() {
    return SAFE.contains(method);
  }
}
