package local.microservice.discovery.instance;

import java.time.Duration;

/**
 * Receives every change of a service's instances. The caller holds a lock, so implementations must
 * be quick.
 */
public interface RotationListener {

  /** Ignores every change. */
  RotationListener NONE = new RotationListener() {};

  /**
   * An address is resolved for the first time.
   *
   * @param service the service's name
   * @param instance the instance
   */
  default void joined(String service, Instance instance) {}

  /**
   * An address is no longer resolved.
   *
   * @param service the service's name
   * @param instance the instance
   */
  default void left(String service, Instance instance) {}

  /**
   * An address is resolved again before the instance's last calls have ended.
   *
   * @param service the service's name
   * @param instance the instance
   */
  default void cameBack(String service, Instance instance) {}

  /**
   * An instance is ejected, or is ejected again after its trial.
   *
   * @param service the service's name
   * @param instance the instance
   * @param ejection why and for how long
   * @param again whether the instance was on trial
   */
  default void ejected(String service, Instance instance, Ejection ejection, boolean again) {}

  /**
   * An instance is in rotation again.
   *
   * @param service the service's name
   * @param instance the instance
   */
  default void readmitted(String service, Instance instance) {}

  /**
   * An instance has asked for no new calls for a while.
   *
   * @param service the service's name
   * @param instance the instance
   * @param time how long the instance rests
   */
  default void rests(String service, Instance instance, Duration time) {}

  /**
   * Every instance is ejected, so all are used.
   *
   * @param service the service's name
   */
  default void panicked(String service) {}
}
