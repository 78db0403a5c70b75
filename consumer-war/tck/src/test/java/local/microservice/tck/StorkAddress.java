package local.microservice.tck;

import java.lang.reflect.Field;
import java.net.URI;
import org.eclipse.microprofile.rest.client.RestClientBuilder;
import org.eclipse.microprofile.rest.client.spi.RestClientListener;

/**
 * Replaces the address of each new client by a service with only that address: {@code
 * http://localhost:8080/path} becomes {@code stork://http-8080/path}.
 */
public class StorkAddress implements RestClientListener {

  @Override
  public void onNewClient(Class<?> client, RestClientBuilder builder) {
    URI plain = address(builder);
    if (plain != null && !"stork".equals(plain.getScheme())) {
      String port = plain.getPort() < 0 ? "" : "-" + plain.getPort();
      String rest = plain.toString().replaceFirst("^\\w+://[^/?#]*", "");
      builder.baseUri(URI.create("stork://" + plain.getScheme() + port + rest));
    }
  }

  /** Reads the address by reflection, because a builder has no getter for it. */
  private static URI address(RestClientBuilder builder) {
    try {
      Field address = builder.getClass().getDeclaredField("baseURI");
      address.setAccessible(true);
      return (URI) address.get(builder);
    } catch (ReflectiveOperationException unknown) {
      throw new IllegalStateException(unknown);
    }
  }
}
