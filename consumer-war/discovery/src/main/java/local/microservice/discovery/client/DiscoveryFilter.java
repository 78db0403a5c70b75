package local.microservice.discovery.client;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ContextNotActiveException;
import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.client.ClientRequestFilter;
import jakarta.ws.rs.client.ClientResponseContext;
import jakarta.ws.rs.client.ClientResponseFilter;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.net.URI;
import java.util.Set;
import local.microservice.discovery.Discovery;
import local.microservice.discovery.call.Call;
import local.microservice.discovery.call.CallTrace;
import local.microservice.discovery.http.Answer;
import local.microservice.discovery.http.AnswerMemory;
import local.microservice.discovery.http.Field;
import local.microservice.discovery.http.Request;

/**
 * Answers a call to {@code stork://SERVICE} with the answer of one of the service's instances.
 * Thread-safe.
 *
 * <p>This is the last request filter, so it sends what other filters add. It is also the first
 * response filter.
 */
@Priority(Integer.MAX_VALUE)
final class DiscoveryFilter implements ClientRequestFilter, ClientResponseFilter {

  /** The property of a request that keeps the answer's body for the response filter. */
  private static final String BODY = DiscoveryFilter.class.getName() + ".body";

  /** Statuses without a body: RFC 9110, sections 15.3.5, 15.3.6 and 15.4.5. */
  private static final Set<Integer> WITHOUT_BODY = Set.of(204, 205, 304);

  private final Discovery discovery;
  private final AnswersOfRequest answers;

  DiscoveryFilter(Discovery discovery, AnswersOfRequest answers) {
    this.discovery = discovery;
    this.answers = answers;
  }

  @Override
  public void filter(ClientRequestContext request) throws IOException {
    URI uri = request.getUri();
    if (!"stork".equals(uri.getScheme())) {
      return;
    }
    String path = uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
    byte[] body = RequestBody.of(request);
    CallTrace trace = discovery.traces().of(request::getProperty);
    Request sent =
        new Request(
            request.getMethod(),
            path,
            request.getStringHeaders(),
            body,
            BuilderOptions.of(request.getConfiguration()));
    try {
      Answer answer = discovery.service(uri).send(new Call(sent, trace));
      if (!"HEAD".equals(sent.method()) && !WITHOUT_BODY.contains(answer.status())) {
        request.setProperty(BODY, new AnswerBody(answer, this::keepWhileServing));
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
   * Sets the body here, because {@link ClientRequestContext#abortWith} would give an answer without
   * a Content-Type a wrong one.
   */
  @Override
  public void filter(ClientRequestContext request, ClientResponseContext response) {
    if (request.getProperty(BODY) instanceof AnswerBody body) {
      request.removeProperty(BODY);
      response.setEntityStream(body);
    }
  }

  private void keepWhileServing(AnswerMemory.Part read) {
    try {
      answers.keep(read);
    } catch (ContextNotActiveException nobodyIsServed) {
      read.close();
    }
  }

  private static Response response(Answer answer) {
    Response.ResponseBuilder response = Response.status(answer.status());
    for (Field header : answer.headers()) {
      response.header(header.name(), header.value());
    }
    return response.build();
  }
}
