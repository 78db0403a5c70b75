package local.microservice.consumer.settings;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.NoSuchElementException;
import local.microservice.consumer.discovery.Discovery;
import org.eclipse.microprofile.config.Config;

/**
 * Stops the start, with one line that says why, when a setting is not what it may be. Thread-safe.
 */
@ApplicationScoped
public class SettingsCheck {

  private static final Logger LOG = System.getLogger(SettingsCheck.class.getName());

  @Inject Config config;

  @Inject Discovery discovery;

  private volatile boolean passed;

  /**
   * Tells whether this service has its settings.
   *
   * @return false before the check, and again once the service stops
   */
  public boolean passed() {
    return passed;
  }

  void start(@Observes @Priority(1) @Initialized(ApplicationScoped.class) Object event) {
    try {
      for (Setting setting : Setting.values()) {
        String value = config.getConfigValue(setting.name()).getValue();
        if (value != null) {
          setting.require(value);
        }
      }
      config.getOptionalValue("own.ports", String.class).ifPresent(Ports::requireFree);
      discovery.start();
    } catch (IllegalArgumentException | NoSuchElementException bad) {
      LOG.log(Level.ERROR, bad.getMessage());
      // Liberty would go on without the application; exit() would wait for this thread, and would
      // bury the line above under a stack trace and the steps of an orderly stop.
      Runtime.getRuntime().halt(1);
    }
    passed = true;
    LOG.log(
        Level.INFO,
        "consumer {0}: ENVIRONMENT={1}, LOG_LEVEL={2}, PROVIDER_SERVICE={3}",
        text("service.version"),
        text("ENVIRONMENT"),
        text("LOG_LEVEL"),
        text("PROVIDER_SERVICE"));
  }

  void stop(@Observes @BeforeDestroyed(ApplicationScoped.class) Object event) {
    passed = false;
  }

  private String text(String name) {
    return config.getValue(name, String.class);
  }
}
