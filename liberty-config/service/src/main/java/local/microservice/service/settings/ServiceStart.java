package local.microservice.service.settings;

import java.util.List;

/**
 * The part of the start that is a service's own. A service has a bean of this type. Thread-safe.
 */
public interface ServiceStart {

  /**
   * Lists the settings that only this service has.
   *
   * @return the settings, in the order in which the log names them
   */
  List<Setting> settings();

  /**
   * Begins the work of this service. Each setting has an allowed value by now.
   *
   * @throws IllegalArgumentException when the settings are wrong nevertheless
   * @throws java.util.NoSuchElementException when a setting is missing
   */
  void begin();
}
