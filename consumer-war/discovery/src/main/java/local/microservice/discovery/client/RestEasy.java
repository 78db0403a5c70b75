package local.microservice.discovery.client;

import jakarta.ws.rs.client.ClientRequestContext;
import java.io.OutputStream;
import java.net.URI;
import java.security.KeyStore;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.SSLContext;
import local.microservice.discovery.client.ToldOptions.Fields;
import org.eclipse.microprofile.rest.client.RestClientBuilder;

/** The Rest Client of Liberty. */
final class RestEasy implements RestClientLibrary {

  @Override
  public URI address(RestClientBuilder builder) {
    return new Fields(builder).get("baseURI", URI.class);
  }

  @Override
  public ToldOptions told(RestClientBuilder builder) {
    Fields told = new Fields(builder);
    String password = told.get("keystorePassword", String.class);
    return new ToldOptions(
        told.get("proxyHost", String.class) != null,
        told.get("followRedirect", Boolean.class),
        timeout(told, "connectTimeout"),
        timeout(told, "readTimeout"),
        told.get("hostnameVerifier", HostnameVerifier.class),
        told.get("sslContext", SSLContext.class),
        told.get("trustStore", KeyStore.class),
        told.get("keyStore", KeyStore.class),
        password == null ? null : password.toCharArray());
  }

  private static Duration timeout(Fields told, String name) {
    Long time = told.get(name, Long.class);
    return time == null
        ? null
        : Duration.ofMillis(told.get(name + "Unit", TimeUnit.class).toMillis(time));
  }

  /** Calls the two steps of RESTEasy's engine. */
  @Override
  public void write(ClientRequestContext request, OutputStream body)
      throws ReflectiveOperationException {
    Object invocation = request.getClass().getMethod("getInvocation").invoke(request);
    // A filter may have put its own stream before this one.
    Object end = invocation.getClass().getMethod("getDelegatingOutputStream").invoke(invocation);
    end.getClass().getMethod("setDelegate", OutputStream.class).invoke(end, body);
    invocation
        .getClass()
        .getMethod("writeRequestBody", OutputStream.class)
        .invoke(invocation, request.getEntityStream());
  }
}
