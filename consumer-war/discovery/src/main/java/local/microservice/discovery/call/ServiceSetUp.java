package local.microservice.discovery.call;

import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import local.microservice.discovery.choose.LoadBalancer;
import local.microservice.discovery.http.Transport;
import local.microservice.discovery.instance.BackOff;
import local.microservice.discovery.instance.Rotation;
import local.microservice.discovery.resolve.Source;
import local.microservice.discovery.time.Clock;

/**
 * What a service is made of.
 *
 * @param name its name, as in {@code stork://SERVICE}
 * @param source where its instances are found
 * @param strategy the name of the load balancer
 * @param loadBalancer how an instance is chosen
 * @param settings everything that can be set
 * @param contract what its instances answer; empty for anything
 * @param transport how instances are reached
 * @param clock what time it is
 * @param random what draws, for the thread that asks
 * @param listener who hears of what happens
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
    ServiceListener listener) {

  Rotation rotation() {
    return new Rotation(
        name, transport, new BackOff(settings.ejection(), clock, random), clock, listener);
  }
}
