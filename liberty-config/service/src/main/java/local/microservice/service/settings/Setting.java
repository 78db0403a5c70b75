package local.microservice.service.settings;

import java.util.Optional;
import java.util.function.Predicate;

/**
 * A variable that an operator sets, and its allowed values. Thread-safe.
 *
 * @param name the variable
 * @param allowed the allowed values, in words that follow "must be"
 * @param valid tells whether a value is allowed
 */
public record Setting(String name, String allowed, Predicate<String> valid) {

  /**
   * Tells why a value is not allowed.
   *
   * @param value the value as it was set
   * @return the setting, the value and what is allowed; empty for a value that is allowed
   */
  public Optional<String> objection(String value) {
    return valid.test(value)
        ? Optional.empty()
        : Optional.of("%s is '%s', but must be %s".formatted(name, value, allowed));
  }
}
