package local.microservice.consumer.discovery;

import jakarta.annotation.Priority;
import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.client.ClientRequestFilter;
import jakarta.ws.rs.client.ClientResponseContext;
import jakarta.ws.rs.client.ClientResponseFilter;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.net.URI;
import java.util.Set;
import org.apache.hc.core5.http.Header;

/**
 * Answers a call to {@code stork://SERVICE} with the answer of one of the service's instances.
 * Thread-safe.
 *
 * <p>It is the last filter before the call would go out, so what other filters add goes along; and
 * the first that sees the answer.
 */
@Priority(Integer.MAX_VALUE)
final class DiscoveryFilter implements ClientRequestFilter, ClientResponseFilter {

  /** Under which property of a request its answer's body waits for the response filter. */
  private static final String BODY = DiscoveryFilter.class.getName() + ".body";

  /** RFC 9110, sections 15.3.5, 15.3.6 and 15.4.5. */
  private static final Set<Integer> WITHOUT_BODY = Set.of(204, 205, 304);

  private final Discovery discovery;

  DiscoveryFilter(Discovery discovery) {
    this.discovery = discovery;
  }

  @Override
  public void filter(ClientRequestContext request) throws IOException {
    URI uri = request.getUri();
    if (!"stork".equals(uri.getScheme())) {
      return;
    }
    String path = uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
    byte[] body = RequestBody.of(request);
    CallTrace trace = discovery.tracing().of(request);
    Call call =
        new Call(
            request.getMethod(),
            path,
            request.getStringHeaders(),
            body,
            trace,
            ClientOptions.of(request.getConfiguration()));
    try {
      Answer answer = discovery.service(uri).send(call);
      if (!"HEAD".equals(call.method()) && !WITHOUT_BODY.contains(answer.status())) {
        request.setProperty(BODY, new AnswerBody(answer, discovery::keepWhileServing));
      } else {
        answer.memory().close();
      }
      request.abortWith(response(answer));
    } catch (IOException | RuntimeException failure) {
      trace.failed(failure);
      throw failure;
    }
  }

  /**
   * Gives the answer its body here, as {@link ClientRequestContext#abortWith} would give one
   * without a Content-Type a wrong one.
   */
  @Override
  public void filter(ClientRequestContext request, ClientResponseContext response) {
    if (request.getProperty(BODY) instanceof AnswerBody body) {
      request.removeProperty(BODY);
      response.setEntityStream(body);
    }
  }

  private static Response response(Answer answer) {
    Response.ResponseBuilder response = Response.status(answer.status());
    for (Header header : answer.headers()) {
      response.header(header.getName(), header.getValue());
    }
    return response.build();
  }
}
