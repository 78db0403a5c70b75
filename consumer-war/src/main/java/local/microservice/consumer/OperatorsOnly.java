package local.microservice.consumer;

import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.FeatureContext;
import jakarta.ws.rs.ext.Provider;
import java.util.Set;
import local.microservice.consumer.origin.OtherSites;

/** Keeps other sites from what is for operators: every endpoint that the public API has not. */
@Provider
public class OperatorsOnly implements DynamicFeature {

  private final Set<Class<?>> everyones = new PublicApi().getClasses();

  @Override
  public void configure(ResourceInfo endpoint, FeatureContext context) {
    if (!everyones.contains(endpoint.getResourceClass())) {
      context.register(OtherSites.class);
    }
  }
}
