package local.microservice.service.settings;

import java.util.List;
import java.util.regex.Pattern;

/** The settings that every service has. */
final class ServiceSettings {

  /** The port of the API. */
  static final Setting PORT =
      new Setting("PORT", "a whole number from 1 to 65535", ServiceSettings::isPort);

  /** A label of metrics, traces and log lines. It must have no character with a meaning there. */
  static final Setting ENVIRONMENT =
      new Setting(
          "ENVIRONMENT",
          "1 to 63 letters, digits, dots, underscores or hyphens",
          Pattern.compile("[A-Za-z0-9._-]{1,63}").asMatchPredicate());

  /** The level of the project's own loggers. */
  static final Setting LOG_LEVEL =
      new Setting(
          "LOG_LEVEL",
          "debug, info, warn or error",
          List.of("debug", "info", "warn", "error")::contains);

  // part: faults
  /** Whether a provider can be made sick, for demonstrations and tests. */
  static final Setting FAULTS_ENABLED =
      new Setting("FAULTS_ENABLED", "true or false", List.of("true", "false")::contains);

  // end of part

  static final List<Setting> ALL = List.of(PORT, ENVIRONMENT, LOG_LEVEL, FAULTS_ENABLED);

  private static final Pattern DIGITS = Pattern.compile("\\d{1,5}");

  private ServiceSettings() {}

  /** Whether the value is a whole number from 1 to 65535. */
  static boolean isPort(String value) {
    if (!DIGITS.matcher(value).matches()) {
      return false;
    }
    int port = Integer.parseInt(value);
    return port >= 1 && port <= 65535;
  }
}
