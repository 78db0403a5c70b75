package local.microservice.service.origin;

import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.FeatureContext;
import java.util.Set;

/**
 * Keeps other sites from the endpoints for operators: those that the public API does not have.
 * Thread-safe.
 */
public abstract class OperatorsOnly implements DynamicFeature {

  private final Set<Class<?>> everyones;

  /**
   * Makes the feature.
   *
   * @param everyones the classes of the public API
   */
  protected OperatorsOnly(Set<Class<?>> everyones) {
    this.everyones = everyones;
  }

  @Override
  public void configure(ResourceInfo endpoint, FeatureContext context) {
    if (!everyones.contains(endpoint.getResourceClass())) {
      context.register(OtherSites.class);
    }
  }
}
