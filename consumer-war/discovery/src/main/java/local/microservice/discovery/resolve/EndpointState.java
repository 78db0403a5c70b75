package local.microservice.discovery.resolve;

import java.util.Set;

/**
 * What a cluster says of an instance: the conditions, the place and the hints of an endpoint.
 *
 * @param ready whether the instance takes new calls; null when unknown. A Service may publish the
 *     addresses of instances that are not ready: then all are said to be ready
 * @param serving whether the instance answers, which one that terminates may still do; null when
 *     unknown
 * @param terminating whether the instance is about to end; null when unknown
 * @param zone the zone of the instance; null when unknown
 * @param node the node of the instance; null when unknown
 * @param forZones the zones whose consumers should use the instance; empty when the cluster gives
 *     no hint
 * @see <a
 *     href="https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/#conditions">the
 *     conditions of EndpointSlices</a>
 */
public record EndpointState(
    Boolean ready,
    Boolean serving,
    Boolean terminating,
    String zone,
    String node,
    Set<String> forZones) {

  /**
   * {@return the place and the hints alone: what stays true of an instance while nobody tells its
   * conditions}
   */
  public EndpointState withoutConditions() {
    return new EndpointState(null, null, null, zone, node, forZones);
  }
}
