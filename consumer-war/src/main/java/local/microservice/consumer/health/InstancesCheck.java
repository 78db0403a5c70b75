package local.microservice.consumer.health;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import local.microservice.discovery.Discovery;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Shows how many instances are in rotation. Always up: when the provider is away, this service must
 * not lose its readiness as well.
 */
@ApplicationScoped
@Readiness
public class InstancesCheck implements HealthCheck {

  @Inject Discovery discovery;

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder check = HealthCheckResponse.named("instances").up();
    discovery.inRotation().forEach(check::withData);
    return check.build();
  }
}
