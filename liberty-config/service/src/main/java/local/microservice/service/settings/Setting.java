package local.microservice.service.settings;

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
   * Refuses a value that is not allowed.
   *
   * @param value the value as it was set
   * @throws IllegalArgumentException naming the setting, the value and what is allowed
   */
  public void require(String value) {
    if (!valid.test(value)) {
      throw new IllegalArgumentException(
          "%s is '%s', but must be %s".formatted(name, value, allowed));
    }
  }
}
