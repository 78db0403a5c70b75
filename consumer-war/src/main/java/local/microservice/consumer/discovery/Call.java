package local.microservice.consumer.discovery;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A request to a service, which any of its instances may answer.
 *
 * @param method the HTTP method
 * @param path the path and the query, beginning with a slash
 * @param headers header fields by name
 * @param body the body; empty for none
 * @param trace what is told of its attempts
 * @param options what the client that makes it was told of its connections
 */
record Call(
    String method,
    String path,
    Map<String, List<String>> headers,
    byte[] body,
    CallTrace trace,
    ClientOptions options) {

  private static final Set<String> IDEMPOTENT =
      Set.of("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE");
  private static final Set<Integer> NOT_HERE = Set.of(408, 421, 502, 503, 504);
  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

  /** RFC 9110, section 9.2.2: sent twice, it does what it does once. */
  boolean idempotent() {
    return IDEMPOTENT.contains(method);
  }

  /**
   * Tells whether another instance may be asked after this answer: the statuses that mean "not me,
   * not now", and any error inside of one instance as long as nothing was changed there. A call
   * with the answer 429 was refused before anything was done (RFC 6585, section 4).
   */
  boolean retryableAfter(Answer answer) {
    if (answer.notNow()) {
      return idempotent() || answer.status() == 429;
    }
    return answer.failed()
        && (SAFE.contains(method) || idempotent() && NOT_HERE.contains(answer.status()));
  }
}
