package local.microservice.consumer.discovery;

import jakarta.annotation.Priority;
import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.client.ClientRequestFilter;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.MessageBodyWriter;
import jakarta.ws.rs.ext.Providers;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import org.apache.hc.core5.http.Header;

/**
 * Answers a call to {@code stork://SERVICE} with the answer of one of the service's instances.
 * Thread-safe.
 *
 * <p>It is the last filter before the call would go out, so what other filters add goes along.
 */
@Priority(Integer.MAX_VALUE)
final class DiscoveryFilter implements ClientRequestFilter {

  private final Discovery discovery;
  private final Tracing tracing;

  @Context Providers providers;

  DiscoveryFilter(Discovery discovery, Tracing tracing) {
    this.discovery = discovery;
    this.tracing = tracing;
  }

  @Override
  public void filter(ClientRequestContext request) throws IOException {
    URI uri = request.getUri();
    if (!"stork".equals(uri.getScheme())) {
      return;
    }
    String path = uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
    byte[] body = body(request);
    CallTrace trace = tracing.of(request);
    Call call = new Call(request.getMethod(), path, request.getStringHeaders(), body, trace);
    try {
      request.abortWith(response(discovery.service(uri).send(call)));
    } catch (IOException | RuntimeException failure) {
      trace.failed(failure);
      throw failure;
    }
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private byte[] body(ClientRequestContext request) throws IOException {
    if (!request.hasEntity()) {
      return new byte[0];
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    MessageBodyWriter writer =
        providers.getMessageBodyWriter(
            request.getEntityClass(),
            request.getEntityType(),
            request.getEntityAnnotations(),
            request.getMediaType());
    writer.writeTo(
        request.getEntity(),
        request.getEntityClass(),
        request.getEntityType(),
        request.getEntityAnnotations(),
        request.getMediaType(),
        request.getHeaders(),
        body);
    return body.toByteArray();
  }

  private static Response response(Answer answer) {
    Response.ResponseBuilder response = Response.status(answer.status());
    for (Header header : answer.headers()) {
      response.header(header.getName(), header.getValue());
    }
    return response.entity(new ByteArrayInputStream(answer.body())).build();
  }
}
