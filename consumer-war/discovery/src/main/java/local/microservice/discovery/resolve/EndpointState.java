package local.microservice.discovery.resolve;

import java.util.Set;

/**
 * What a cluster says of an instance: the conditions, the place and the hints of an endpoint.
 *
 * @param ready whether the instance takes new calls
 * @param serving whether the instance answers; one that terminates may still do so
 * @param terminating whether the instance is about to end
 * @param zone the zone of the instance; null when unknown
 * @param node the node of the instance; null when unknown
 * @param forZones the zones whose consumers should use the instance; empty when the cluster gives
 *     no hint
 * @see <a
 *     href="https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/#conditions">the
 *     conditions of EndpointSlices</a>
 */
public record EndpointState(
    boolean ready,
    boolean serving,
    boolean terminating,
    String zone,
    String node,
    Set<String> forZones) {

  /** Makes a state that does not change. */
  public EndpointState {
    forZones = Set.copyOf(forZones);
  }
}
