package local.microservice.discovery.call;

import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import local.microservice.discovery.choose.LoadBalancer;
import local.microservice.discovery.http.Transport;
import local.microservice.discovery.instance.BackOff;
import local.microservice.discovery.instance.Rotation;
import local.microservice.discovery.resolve.Source;
import local.microservice.discovery.time.Clock;
import local.microservice.discovery.zone.ZoneRouting;

/**
 * The parts of a service.
 *
 * @param name the service's name, as in {@code stork://SERVICE}
 * @param source finds the instances
 * @param strategy the name of the load balancer
 * @param loadBalancer chooses an instance
 * @param settings everything that can be set
 * @param contract recognizes the service's answers; empty to accept all
 * @param transport connects to the instances
 * @param clock the time
 * @param random gives the calling thread its random generator
 * @param listener receives the events
 * @param evacuated gives the zones that an operator has evacuated
 */
public record ServiceSetUp(
    String name,
    Source source,
    String strategy,
    LoadBalancer loadBalancer,
    ServiceSettings settings,
    Optional<ServiceContract> contract,
    Transport transport,
    Clock clock,
    Supplier<? extends RandomGenerator> random,
    ServiceListener listener,
    Supplier<Set<String>> evacuated) {

  Rotation rotation() {
    return new Rotation(
        name, transport, new BackOff(settings.ejection(), clock, random), clock, listener);
  }

  ZoneRouting zones(Rotation rotation) {
    return new ZoneRouting(
        name, settings.zones(), rotation::view, () -> random.get().nextLong(), clock, listener);
  }
}
