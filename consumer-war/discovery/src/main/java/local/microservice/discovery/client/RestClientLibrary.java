package local.microservice.discovery.client;

import jakarta.ws.rs.client.ClientRequestContext;
import java.io.OutputStream;
import java.net.URI;
import org.eclipse.microprofile.rest.client.RestClientBuilder;

/**
 * Asks a Rest Client for what the standard has no method for. Liberty's Rest Client is {@link
 * RestEasy}, Helidon's is {@link Jersey}. An application can reach either only by reflection.
 */
interface RestClientLibrary {

  /** The library that a builder or a request is of. */
  static RestClientLibrary of(Object part) {
    return part.getClass().getName().startsWith("org.glassfish.jersey.")
        ? new Jersey()
        : new RestEasy();
  }

  /** The address that a builder was told; null for none. */
  URI address(RestClientBuilder builder);

  /** Everything else that a builder was told. */
  ToldOptions told(RestClientBuilder builder);

  /**
   * Writes the body of a request by way of every interceptor, including those of features, and of
   * streams that filters have put before the library's own.
   */
  void write(ClientRequestContext request, OutputStream body) throws ReflectiveOperationException;
}
