package local.microservice.discovery.client;

import jakarta.ws.rs.core.Configuration;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import local.microservice.discovery.http.ClientOptions;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.rest.client.RestClientBuilder;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** Passes the connection options of a Rest Client from its builder to its calls. */
final class BuilderOptions {

  /** The property of a client that has the options. */
  private static final String PROPERTY = ClientOptions.class.getName();

  /** Properties for the engines that Liberty and Helidon send by. A balanced call uses neither. */
  private static final List<String> OF_THE_ENGINES =
      List.of(
          "resteasy.",
          "org.jboss.resteasy.jaxrs.client.",
          "com.ibm.ws.jaxrs.client.",
          "jersey.connector.",
          "jersey.config.client.chunkedEncodingSize",
          "jersey.config.client.request.",
          "jersey.config.client.snihostname",
          "jersey.config.client.ssl.");

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
    RestClientLibrary library = RestClientLibrary.of(builder);
    URI uri = library.address(builder);
    if (uri != null && "stork".equals(uri.getScheme())) {
      ToldOptions told = library.told(builder);
      refuse(uri, told.proxy(), "a proxy");
      refuse(uri, told.redirects() || redirects(client), "redirects");
      builder.getConfiguration().getPropertyNames().stream()
          .filter(name -> OF_THE_ENGINES.stream().anyMatch(name::startsWith))
          .forEach(name -> refuse(uri, true, "the property " + name));
      builder.property(PROPERTY, told.forCalls());
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
}
