package local.microservice.discovery.client;

import jakarta.ws.rs.core.Configuration;
import java.lang.reflect.Field;
import java.net.URI;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.SSLContext;
import local.microservice.discovery.http.ClientOptions;
import local.microservice.discovery.http.TlsContexts;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.rest.client.RestClientBuilder;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** Passes the connection options of a Rest Client from its builder to its calls. */
final class BuilderOptions {

  /** The property of a client that has the options. */
  private static final String PROPERTY = ClientOptions.class.getName();

  /** Properties for the engine that Liberty sends by. A balanced call does not use that engine. */
  private static final List<String> OF_THE_ENGINE =
      List.of("resteasy.", "org.jboss.resteasy.jaxrs.client.", "com.ibm.ws.jaxrs.client.");

  private BuilderOptions() {}

  /** The options of the client that makes a call. */
  static ClientOptions of(Configuration client) {
    return client.getProperty(PROPERTY) instanceof ClientOptions options
        ? options
        : ClientOptions.NONE;
  }

  /**
   * Stores the options in a client that is about to be built.
   *
   * @throws IllegalStateException for an option that is not possible over {@code stork://}
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

  /** Whether the configuration asks for redirects. The builder itself reads it later. */
  private static boolean redirects(Class<?> client) {
    Config config = ConfigProvider.getConfig();
    RegisterRestClient registered = client.getAnnotation(RegisterRestClient.class);
    return Stream.of(client.getName(), registered == null ? "" : registered.configKey())
        .map(key -> config.getOptionalValue(key + "/mp-rest/followRedirects", Boolean.class))
        .flatMap(Optional::stream)
        .findFirst()
        .orElse(false);
  }

  /** The builder has setters only, so its options are read from its fields. */
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

    private ClientOptions.Tls tls() {
      HostnameVerifier verifier = get("hostnameVerifier", HostnameVerifier.class);
      SSLContext context = context();
      if (context == null && verifier == null) {
        return null;
      }
      return new ClientOptions.Tls(context == null ? TlsContexts.standard() : context, verifier);
    }

    private Duration timeout(String name) {
      Long time = get(name, Long.class);
      return time == null
          ? null
          : Duration.ofMillis(get(name + "Unit", TimeUnit.class).toMillis(time));
    }

    private SSLContext context() {
      KeyStore trusted = get("trustStore", KeyStore.class);
      KeyStore own = get("keyStore", KeyStore.class);
      SSLContext context = get("sslContext", SSLContext.class);
      if (context != null || trusted == null && own == null) {
        return context;
      }
      String password = get("keystorePassword", String.class);
      return TlsContexts.of(trusted, own, password == null ? null : password.toCharArray());
    }
  }
}
