package local.microservice.discovery.call;

import local.microservice.discovery.http.Request;
import local.microservice.discovery.instance.Instance;
import local.microservice.discovery.instance.RotationListener;
import local.microservice.discovery.resolve.SourceInForce;
import local.microservice.discovery.zone.ZoneListener;

/**
 * Receives the events of a service and of its instances. No decision depends on a listener.
 * Implementations are thread-safe and quick, and do not throw.
 */
public interface ServiceListener extends RotationListener, ZoneListener {

  /**
   * The addresses cannot be resolved, or the error has changed.
   *
   * @param service the service's name
   * @param known how many instances stay
   * @param error why the resolution fails
   */
  default void resolutionFailed(String service, int known, String error) {}

  /**
   * The addresses can be resolved again.
   *
   * @param service the service's name
   */
  default void resolutionWorks(String service) {}

  /**
   * The addresses come from another source, or there is another reason why they do not come from
   * the better one.
   *
   * @param service the service's name
   * @param source the source from now on
   */
  default void sourceChanged(String service, SourceInForce source) {}

  /**
   * An attempt has ended.
   *
   * @param instance the instance of the attempt
   * @param request the request
   * @param outcome how the attempt ended
   * @param nanos how long the attempt took, nanoseconds
   */
  default void attempted(Instance instance, Request request, Outcome outcome, long nanos) {}

  /**
   * A second has passed. The service's own background thread calls this.
   *
   * @param service the service
   */
  default void secondPassed(BalancedService service) {}
}
