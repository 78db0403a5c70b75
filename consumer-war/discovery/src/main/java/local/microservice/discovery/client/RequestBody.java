package local.microservice.discovery.client;

import jakarta.ws.rs.client.ClientRequestContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;

/**
 * What a Rest Client sends with a request, as the {@link jakarta.ws.rs.ext.WriterInterceptor}s of
 * the application make it.
 *
 * <p>Jakarta REST gives a filter no way to write the body, and only RESTEasy knows every
 * interceptor, those of features too. So its own engine's two steps are taken, which an application
 * on Liberty sees by reflection alone.
 */
final class RequestBody {

  private RequestBody() {}

  /** Writes the body; what interceptors do to the request's header fields is done after it. */
  static byte[] of(ClientRequestContext request) throws IOException {
    if (!request.hasEntity()) {
      return new byte[0];
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    try {
      Object invocation = request.getClass().getMethod("getInvocation").invoke(request);
      // A filter may have put a stream of its own before it.
      Object end = invocation.getClass().getMethod("getDelegatingOutputStream").invoke(invocation);
      end.getClass().getMethod("setDelegate", OutputStream.class).invoke(end, body);
      invocation
          .getClass()
          .getMethod("writeRequestBody", OutputStream.class)
          .invoke(invocation, request.getEntityStream());
    } catch (InvocationTargetException failure) {
      if (failure.getCause() instanceof IOException unwritten) {
        throw unwritten;
      }
      if (failure.getCause() instanceof RuntimeException unwritten) {
        throw unwritten;
      }
      throw (Error) failure.getCause();
    } catch (ReflectiveOperationException unknown) {
      throw new IllegalStateException("not the Rest Client of Liberty", unknown);
    }
    return body.toByteArray();
  }
}
