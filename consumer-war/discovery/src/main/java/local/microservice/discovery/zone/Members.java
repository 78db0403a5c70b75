package local.microservice.discovery.zone;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import local.microservice.discovery.instance.Instance;
import local.microservice.discovery.resolve.EndpointState;

/**
 * The zones that each instance serves. As for kube-proxy, the hints of the instances count only if
 * every instance has some; otherwise each instance serves the zone that it is in.
 *
 * @param served the zones that each instance serves; empty if its zone is unknown
 * @see <a
 *     href="https://kubernetes.io/docs/concepts/services-networking/topology-aware-routing/#safeguards">Kubernetes,
 *     Topology Aware Routing, safeguards</a>
 */
record Members(Map<Instance, Set<String>> served) {

  static Members of(List<Instance> all) {
    boolean hinted = all.stream().noneMatch(each -> hints(each).isEmpty());
    Map<Instance, Set<String>> served = new HashMap<>();
    for (Instance each : all) {
      String zone = zone(each);
      served.put(each, hinted ? hints(each) : zone == null ? Set.of() : Set.of(zone));
    }
    return new Members(served);
  }

  private static Set<String> hints(Instance instance) {
    return instance.state().map(EndpointState::forZones).orElse(Set.of());
  }

  /** The zone that an instance is in; null if it is unknown. */
  static String zone(Instance instance) {
    return instance.state().map(EndpointState::zone).orElse(null);
  }

  /** Every zone that an instance serves, in the order of the names. */
  Set<String> zones() {
    Set<String> zones = new TreeSet<>();
    served.values().forEach(zones::addAll);
    return zones;
  }

  boolean serves(Instance instance, String zone) {
    return served.getOrDefault(instance, Set.of()).contains(zone);
  }

  /** Whether two instances serve a zone in common. */
  boolean share(Instance one, Instance other) {
    return served.getOrDefault(one, Set.of()).stream().anyMatch(zone -> serves(other, zone));
  }
}
