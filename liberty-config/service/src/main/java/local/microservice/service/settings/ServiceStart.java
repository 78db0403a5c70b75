package local.microservice.service.settings;

import java.util.List;

/** What a service has of its own at its start, as a bean of this type. Thread-safe. */
public interface ServiceStart {

  /**
   * Its settings beside those of every service.
   *
   * @return the settings, in the order in which the log names them
   */
  List<Setting> settings();

  /**
   * Begins what the settings are for, once each may be what it is.
   *
   * @throws IllegalArgumentException when something about them is wrong all the same
   * @throws java.util.NoSuchElementException when one is missing
   */
  void begin();
}
