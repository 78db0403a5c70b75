package local.microservice.discovery.client;

import jakarta.enterprise.inject.spi.CDI;
import local.microservice.discovery.Discovery;
import org.eclipse.microprofile.rest.client.RestClientBuilder;
import org.eclipse.microprofile.rest.client.spi.RestClientBuilderListener;
import org.eclipse.microprofile.rest.client.spi.RestClientListener;

/**
 * Adds discovery of {@code stork://} URIs to every MicroProfile Rest Client of this application.
 */
public class DiscoveryListener implements RestClientBuilderListener, RestClientListener {

  @Override
  public void onNewBuilder(RestClientBuilder builder) {
    CDI<Object> beans = CDI.current();
    builder.register(
        new DiscoveryFilter(
            beans.select(Discovery.class).get(), beans.select(AnswersOfRequest.class).get()));
  }

  /** Runs just before the builder builds, when it has all its options. */
  @Override
  public void onNewClient(Class<?> client, RestClientBuilder builder) {
    BuilderOptions.keep(client, builder);
  }
}
