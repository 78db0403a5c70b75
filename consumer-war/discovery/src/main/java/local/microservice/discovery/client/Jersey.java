package local.microservice.discovery.client;

import jakarta.ws.rs.client.ClientRequestContext;
import java.io.OutputStream;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.security.KeyStore;
import java.time.Duration;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.SSLContext;
import local.microservice.discovery.client.ToldOptions.Fields;
import org.eclipse.microprofile.rest.client.RestClientBuilder;

/** The Rest Client of Helidon. */
final class Jersey implements RestClientLibrary {

  private static final String STREAM =
      "org.glassfish.jersey.message.internal.OutboundMessageContext$StreamProvider";

  @Override
  public URI address(RestClientBuilder builder) {
    return new Fields(builder).get("uri", URI.class);
  }

  @Override
  public ToldOptions told(RestClientBuilder builder) {
    Fields told = new Fields(builder);
    return new ToldOptions(
        builder.getConfiguration().getProperty("jersey.config.client.proxy.uri") != null,
        told.get("followRedirects", Boolean.class),
        timeout(builder, "jersey.config.client.connectTimeout"),
        timeout(builder, "jersey.config.client.readTimeout"),
        told.get("sslHostnameVerifier", HostnameVerifier.class),
        told.get("sslContext", SSLContext.class),
        told.get("sslTrustStore", KeyStore.class),
        told.get("sslKeyStore", KeyStore.class),
        told.get("sslKeyStorePassword", char[].class));
  }

  /** Jersey's builder keeps a timeout as a property, in milliseconds. */
  private static Duration timeout(RestClientBuilder builder, String property) {
    return builder.getConfiguration().getProperty(property) instanceof Number millis
        ? Duration.ofMillis(millis.longValue())
        : null;
  }

  /** Does what a connector of Jersey does: it gives the stream, and then asks for the body. */
  @Override
  public void write(ClientRequestContext request, OutputStream body)
      throws ReflectiveOperationException {
    Class<?> type = request.getClass();
    Class<?> stream = Class.forName(STREAM, false, type.getClassLoader());
    Object given =
        Proxy.newProxyInstance(
            stream.getClassLoader(), new Class<?>[] {stream}, (proxy, method, length) -> body);
    type.getMethod("setStreamProvider", stream).invoke(request, given);
    type.getMethod("writeEntity").invoke(request);
  }
}
