package local.microservice.discovery.client;

import jakarta.ws.rs.client.ClientRequestContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;

/**
 * The body that a Rest Client sends with a request, after the {@link
 * jakarta.ws.rs.ext.WriterInterceptor}s of the application.
 *
 * <p>Jakarta REST gives a filter no way to write the body, and only RESTEasy knows every
 * interceptor, including those of features. So this class calls the two steps of RESTEasy's engine.
 * An application on Liberty can reach them by reflection only.
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
      Object invocation = request.getClass().getMethod("getInvocation").invoke(request);
      // A filter may have put its own stream before this one.
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
