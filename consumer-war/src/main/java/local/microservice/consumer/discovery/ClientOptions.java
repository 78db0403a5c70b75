package local.microservice.consumer.discovery;

import jakarta.ws.rs.core.Configuration;
import java.io.IOException;
import java.lang.reflect.Field;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.ssl.SSLContextBuilder;
import org.apache.hc.core5.ssl.SSLContexts;
import org.apache.hc.core5.util.Timeout;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.rest.client.RestClientBuilder;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/**
 * What one Rest Client was told of its connections; null stands for the service's own setting.
 *
 * @param connectTimeout how long opening a connection may take
 * @param readTimeout how long an instance may be silent during an answer
 * @param tls whom it trusts and who it is
 */
record ClientOptions(Timeout connectTimeout, Timeout readTimeout, Tls tls) {

  /** Nothing: all is the service's. */
  static final ClientOptions NONE = new ClientOptions(null, null, null);

  /** Under which property of a client they go along to its calls. */
  private static final String PROPERTY = ClientOptions.class.getName();

  /** Properties for the engine that Liberty sends by, and that a balanced call does not meet. */
  private static final List<String> OF_THE_ENGINE =
      List.of("resteasy.", "org.jboss.resteasy.jaxrs.client.", "com.ibm.ws.jaxrs.client.");

  /**
   * With whom a client makes a TLS connection, which only clients with the same may use again.
   *
   * @param context whom it trusts and who it is
   * @param verifier whether a certificate is for a host; null for the standard's rules
   */
  record Tls(SSLContext context, HostnameVerifier verifier) {

    SSLSocket upgrade(Socket socket, String host, int port, Object options, HttpContext call)
        throws IOException {
      DefaultClientTlsStrategy strategy =
          verifier == null
              ? new DefaultClientTlsStrategy(context)
              : new DefaultClientTlsStrategy(context, HostnameVerificationPolicy.CLIENT, verifier);
      return strategy.upgrade(socket, host, port, options, call);
    }
  }

  /**
   * Whether an attempt failed for these options: its client waits less than the service's settings
   * say, or trusts others.
   */
  boolean explain(IOException failure, DiscoverySettings.Connection settings) {
    return failure instanceof SSLException && tls != null
        || failure instanceof SocketTimeoutException
            && (isShorter(connectTimeout, settings.connectMillis())
                || isShorter(readTimeout, settings.readMillis()));
  }

  private static boolean isShorter(Timeout own, long millis) {
    return own != null && own.toMilliseconds() < millis;
  }

  /** The options of the client that makes a call. */
  static ClientOptions of(Configuration client) {
    return client.getProperty(PROPERTY) instanceof ClientOptions options ? options : NONE;
  }

  /**
   * Gives a client that is about to be built its options.
   *
   * @throws IllegalStateException for what is not possible over {@code stork://}
   */
  static void keep(Class<?> client, RestClientBuilder builder) {
    Told told = new Told(builder);
    URI uri = told.get("baseURI", URI.class);
    if (uri != null && "stork".equals(uri.getScheme())) {
      refuse(uri, told.get("proxyHost", String.class) != null, "a proxy");
      refuse(uri, told.get("followRedirect", Boolean.class) || redirects(client), "redirects");
      builder.getConfiguration().getPropertyNames().stream()
          .filter(name -> OF_THE_ENGINE.stream().anyMatch(name::startsWith))
          .forEach(name -> refuse(uri, true, "the property " + name));
      builder.property(PROPERTY, told.options());
    }
  }

  private static void refuse(URI uri, boolean told, String what) {
    if (told) {
      throw new IllegalStateException(uri + ": not possible over stork://: " + what);
    }
  }

  /** By configuration; the builder looks it up later. */
  private static boolean redirects(Class<?> client) {
    Config config = ConfigProvider.getConfig();
    RegisterRestClient registered = client.getAnnotation(RegisterRestClient.class);
    return Stream.of(client.getName(), registered == null ? "" : registered.configKey())
        .map(key -> config.getOptionalValue(key + "/mp-rest/followRedirects", Boolean.class))
        .flatMap(Optional::stream)
        .findFirst()
        .orElse(false);
  }

  /**
   * The builder has setters alone, and keeps what it is told from everyone: only fields have it.
   */
  private record Told(RestClientBuilder builder) {

    <T> T get(String name, Class<T> type) {
      try {
        Field field = builder.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return type.cast(field.get(builder));
      } catch (ReflectiveOperationException | RuntimeException unknown) {
        throw new IllegalStateException(
            builder.getClass() + " does not say what its " + name + " is", unknown);
      }
    }

    ClientOptions options() {
      return new ClientOptions(timeout("connectTimeout"), timeout("readTimeout"), tls());
    }

    private Tls tls() {
      HostnameVerifier verifier = get("hostnameVerifier", HostnameVerifier.class);
      SSLContext context = context();
      if (context == null && verifier == null) {
        return null;
      }
      return new Tls(context == null ? SSLContexts.createDefault() : context, verifier);
    }

    private Timeout timeout(String name) {
      Long time = get(name, Long.class);
      return time == null ? null : Timeout.of(time, get(name + "Unit", TimeUnit.class));
    }

    private SSLContext context() {
      KeyStore trusted = get("trustStore", KeyStore.class);
      KeyStore own = get("keyStore", KeyStore.class);
      SSLContext context = get("sslContext", SSLContext.class);
      if (context != null || trusted == null && own == null) {
        return context;
      }
      try {
        SSLContextBuilder builder = SSLContextBuilder.create();
        if (trusted != null) {
          builder.loadTrustMaterial(trusted, null);
        }
        if (own != null) {
          String password = get("keystorePassword", String.class);
          builder.loadKeyMaterial(own, password == null ? null : password.toCharArray());
        }
        return builder.build();
      } catch (GeneralSecurityException unusable) {
        throw new IllegalStateException(unusable);
      }
    }
  }
}
