package local.microservice.consumer.discovery;

import jakarta.enterprise.inject.spi.CDI;
import org.eclipse.microprofile.rest.client.RestClientBuilder;
import org.eclipse.microprofile.rest.client.spi.RestClientBuilderListener;
import org.eclipse.microprofile.rest.client.spi.RestClientListener;

/**
 * Gives every MicroProfile Rest Client of this application the discovery of {@code stork://} URIs.
 */
public class DiscoveryListener implements RestClientBuilderListener, RestClientListener {

  @Override
  public void onNewBuilder(RestClientBuilder builder) {
    builder.register(new DiscoveryFilter(CDI.current().select(Discovery.class).get()));
  }

  /** Once the builder has been told everything, just before it builds. */
  @Override
  public void onNewClient(Class<?> client, RestClientBuilder builder) {
    ClientOptions.keep(client, builder);
  }
}
