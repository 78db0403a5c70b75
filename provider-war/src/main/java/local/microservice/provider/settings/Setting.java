package local.microservice.provider.settings;

import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** A variable that an operator sets, and what it may be. */
enum Setting {
  /** The port of the API. */
  PORT("a whole number from 1 to 65535", Setting::isPort),

  /** The label of metrics, traces and log lines, which must have no sign of theirs in it. */
  ENVIRONMENT(
      "1 to 63 letters, digits, dots, underscores or hyphens",
      Pattern.compile("[A-Za-z0-9._-]{1,63}").asMatchPredicate()),

  /** How much this service's own loggers say. */
  LOG_LEVEL("debug, info, warn or error", List.of("debug", "info", "warn", "error")::contains),

  /** Whether this service can be made sick, for demonstrations and tests. */
  FAULTS_ENABLED("true or false", List.of("true", "false")::contains);

  private static final Pattern DIGITS = Pattern.compile("\\d{1,5}");

  private final String allowed;
  private final Predicate<String> valid;

  Setting(String allowed, Predicate<String> valid) {
    this.allowed = allowed;
    this.valid = valid;
  }

  /**
   * Refuses a value that this setting may not have.
   *
   * @param value the value as it was set
   * @throws IllegalArgumentException naming the setting, the value and what is allowed
   */
  void require(String value) {
    if (!valid.test(value)) {
      throw new IllegalArgumentException(
          "%s is '%s', but must be %s".formatted(this, value, allowed));
    }
  }

  /** Whether it is a whole number from 1 to 65535. */
  static boolean isPort(String value) {
    if (!DIGITS.matcher(value).matches()) {
      return false;
    }
    int port = Integer.parseInt(value);
    return port >= 1 && port <= 65535;
  }
}
