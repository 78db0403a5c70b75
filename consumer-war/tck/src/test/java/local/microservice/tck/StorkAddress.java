package local.microservice.tck;

import java.lang.reflect.Field;
import java.net.URI;
import org.eclipse.microprofile.rest.client.RestClientBuilder;
import org.eclipse.microprofile.rest.client.spi.RestClientListener;

/**
 * Turns the address of a client that is about to be built into a service that has that one address:
 * {@code http://localhost:8080/path} into {@code stork://http-8080/path}.
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

  /** A builder takes its address and never tells it. */
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
