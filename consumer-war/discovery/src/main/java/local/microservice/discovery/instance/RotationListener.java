package local.microservice.discovery.instance;

import java.time.Duration;

/** Hears of every change of a service's instances, while a lock is held: it must be quick. */
public interface RotationListener {

  /** Nobody listens. */
  RotationListener NONE = new RotationListener() {};

  /**
   * An address is resolved for the first time.
   *
   * @param service the service's name
   * @param instance which
   */
  default void joined(String service, Instance instance) {}

  /**
   * An address is resolved no more.
   *
   * @param service the service's name
   * @param instance which
   */
  default void left(String service, Instance instance) {}

  /**
   * An address is resolved again before the instance's last calls have ended.
   *
   * @param service the service's name
   * @param instance which
   */
  default void cameBack(String service, Instance instance) {}

  /**
   * An instance is taken out of rotation, or stays out after its trial.
   *
   * @param service the service's name
   * @param instance which
   * @param ejection why, and for how long
   * @param again whether it was on trial
   */
  default void ejected(String service, Instance instance, Ejection ejection, boolean again) {}

  /**
   * An instance is in rotation again.
   *
   * @param service the service's name
   * @param instance which
   */
  default void readmitted(String service, Instance instance) {}

  /**
   * An instance has asked for no more calls for a while.
   *
   * @param service the service's name
   * @param instance which
   * @param time how long
   */
  default void rests(String service, Instance instance, Duration time) {}

  /**
   * Every instance is ejected, so all are used.
   *
   * @param service the service's name
   */
  default void panicked(String service) {}
}
