package local.microservice.discovery.call;

import local.microservice.discovery.http.Request;
import local.microservice.discovery.instance.Instance;
import local.microservice.discovery.instance.RotationListener;

/**
 * Hears what happens to a service, beside the changes of its instances. Nobody need listen: what
 * decides does not depend on it. Thread-safe; it must be quick, and must not throw.
 */
public interface ServiceListener extends RotationListener {

  /**
   * The addresses cannot be resolved, or another way than before.
   *
   * @param service the service's name
   * @param known how many instances stay
   * @param error why
   */
  default void resolutionFailed(String service, int known, String error) {}

  /**
   * The addresses can be resolved again.
   *
   * @param service the service's name
   */
  default void resolutionWorks(String service) {}

  /**
   * An attempt has ended.
   *
   * @param instance where it went
   * @param request what was sent
   * @param outcome the status or the failure
   * @param nanos how long it took, nanoseconds
   */
  default void attempted(Instance instance, Request request, Outcome outcome, long nanos) {}

  /**
   * Another second has passed; it is told by a thread of the service's own.
   *
   * @param service the service
   */
  default void secondPassed(BalancedService service) {}
}
