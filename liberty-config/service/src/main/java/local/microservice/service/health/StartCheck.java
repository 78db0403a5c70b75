package local.microservice.service.health;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import local.microservice.service.settings.SettingsCheck;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;

/** Up from the moment when the settings are found good until the service stops. */
@ApplicationScoped
@Startup
@Readiness
public class StartCheck implements HealthCheck {

  @Inject SettingsCheck settings;

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("settings").status(settings.passed()).build();
  }
}
