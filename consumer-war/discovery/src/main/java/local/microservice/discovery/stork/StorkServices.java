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

/** The services that are configured for Stork. */
public final class StorkServices {

  private StorkServices() {}

  /**
   * How one service is found, and how one of its instances is chosen.
   *
   * @param source where its instances are found
   * @param strategy the name of the load balancer
   * @param loadBalancer the load balancer
   */
  public record Parts(Source source, String strategy, LoadBalancer loadBalancer) {}

  /**
   * Starts Stork.
   *
   * @param config where services are configured
   * @return every configured service by its name
   * @throws IllegalArgumentException naming a setting that is not what it may be
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
