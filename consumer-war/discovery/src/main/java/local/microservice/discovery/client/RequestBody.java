package local.microservice.discovery.client;

import jakarta.ws.rs.client.ClientRequestContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;

/**
 * The body that a Rest Client sends with a request, after the {@link
 * jakarta.ws.rs.ext.WriterInterceptor}s of the application.
 *
 * <p>Jakarta REST gives a filter no way to write the body, and only the Rest Client's library knows
 * every interceptor, including those of features.
 */
final class RequestBody {

  private RequestBody() {}

  /**
   * Writes the body. Interceptors' changes of the request's header fields take effect after that.
   */
  static byte[] of(ClientRequestContext request) throws IOException {
    if (!request.hasEntity()) {
      return new byte[0];
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    try {
      RestClientLibrary.of(request).write(request, body);
    } catch (InvocationTargetException failure) {
      if (failure.getCause() instanceof IOException unwritten) {
        throw unwritten;
      }
      if (failure.getCause() instanceof RuntimeException unwritten) {
        throw unwritten;
      }
      throw (Error) failure.getCause();
    } catch (ReflectiveOperationException unknown) {
      throw new IllegalStateException("not the Rest Client of Liberty or Helidon", unknown);
    }
    return body.toByteArray();
  }
}
