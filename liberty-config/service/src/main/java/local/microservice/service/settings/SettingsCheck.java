package local.microservice.service.settings;

import static java.util.stream.Collectors.joining;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;

/**
 * Stops the start when settings have values that are not allowed. One line in the log names each of
 * them. Thread-safe.
 */
@ApplicationScoped
public class SettingsCheck {

  private static final Logger LOG = System.getLogger(SettingsCheck.class.getName());

  @Inject Config config;

  @Inject @Any Instance<ServiceStart> own;

  private volatile boolean passed;

  /**
   * Tells whether the settings of this service are good.
   *
   * @return false before the check, and again once the service stops
   */
  public boolean passed() {
    return passed;
  }

  void start(@Observes @Priority(1) @Initialized(ApplicationScoped.class) Object event) {
    List<Setting> settings =
        Stream.concat(
                ServiceSettings.ALL.stream(),
                own.stream().flatMap(start -> start.settings().stream()))
            .toList();
    try {
      requireAllowed(settings);
      config.getOptionalValue("own.ports", String.class).ifPresent(Ports::requireFree);
      own.forEach(ServiceStart::begin);
    } catch (IllegalArgumentException | NoSuchElementException bad) {
      LOG.log(Level.ERROR, bad.getMessage());
      // An exception would not do: Liberty would go on without the application. exit() would wait
      // for this thread, and would bury the line above under a stack trace and an orderly stop.
      Runtime.getRuntime().halt(1);
    }
    passed = true;
    LOG.log(
        Level.INFO,
        settings.stream()
            .filter(setting -> value(setting) != null)
            .map(setting -> setting.name() + "=" + value(setting))
            .collect(
                joining(
                    ", ",
                    "%s %s: ".formatted(text("otel.service.name"), text("service.version")),
                    "")));
  }

  /** Names all bad settings at once: whoever mends them need not start again for each. */
  private void requireAllowed(List<Setting> settings) {
    String refused =
        settings.stream()
            .filter(setting -> value(setting) != null)
            .flatMap(setting -> setting.objection(value(setting)).stream())
            .collect(joining("; "));
    if (!refused.isEmpty()) {
      throw new IllegalArgumentException(refused);
    }
  }

  void stop(@Observes @BeforeDestroyed(ApplicationScoped.class) Object event) {
    passed = false;
  }

  /** The value of a setting, or null if it is not set. */
  private String value(Setting setting) {
    return config.getConfigValue(setting.name()).getValue();
  }

  private String text(String name) {
    return config.getValue(name, String.class);
  }
}
