package local.microservice.discovery.stork;

import io.smallrye.stork.Stork;
import io.smallrye.stork.api.Service;
import io.smallrye.stork.api.ServiceDiscovery;
import java.util.Map;
import java.util.TreeMap;
import local.microservice.discovery.choose.LoadBalancer;
import local.microservice.discovery.config.ServiceProperty;
import local.microservice.discovery.resolve.Source;
import local.microservice.discovery.time.Clock;
import org.eclipse.microprofile.config.Config;

/** The services that Stork's configuration names. */
public final class StorkServices {

  private StorkServices() {}

  /**
   * The parts that Stork's configuration selects for a service.
   *
   * @param source finds the instances
   * @param strategy the name of the load balancer
   * @param loadBalancer chooses an instance
   */
  public record Parts(Source source, String strategy, LoadBalancer loadBalancer) {}

  /**
   * Starts Stork.
   *
   * @param config has the configuration of the services
   * @return every configured service by its name
   * @throws IllegalArgumentException naming a setting with an invalid value
   */
  public static Map<String, Parts> start(Config config) {
    Stork.initialize();
    Map<String, Parts> services = new TreeMap<>();
    Stork.getInstance()
        .getServices()
        .forEach((name, service) -> services.put(name, parts(config, name, service)));
    return services;
  }

  private static Parts parts(Config config, String name, Service service) {
    String strategy =
        ServiceProperty.find(config, "stork", name, "load-balancer.type")
            .map(ServiceProperty::value)
            .orElse(StorkConfig.DEFAULT_STRATEGY);
    return new Parts(source(service.getServiceDiscovery()), strategy, loadBalancer(service));
  }

  private static Source source(ServiceDiscovery discovery) {
    return discovery instanceof OwnDiscovery own
        ? own.source()
        : new StorkSource(discovery, Clock.SYSTEM);
  }

  private static LoadBalancer loadBalancer(Service service) {
    return service.getLoadBalancer() instanceof OwnLoadBalancer own
        ? own.strategy()
        : new StorkLoadBalancer(service);
  }

  /** Stops Stork. */
  public static void stop() {
    Stork.shutdown();
  }
}
