package local.microservice.discovery.stork;

import io.smallrye.stork.api.LoadBalancer;
import io.smallrye.stork.api.ServiceDiscovery;
import io.smallrye.stork.api.config.ConfigWithType;
import io.smallrye.stork.spi.internal.LoadBalancerLoader;
import jakarta.enterprise.context.ApplicationScoped;
import local.microservice.discovery.choose.RoundRobin;

/** Makes the strategy for {@code stork.NAME.load-balancer.type=lock-free-round-robin}. */
@ApplicationScoped
class RoundRobinLoader implements LoadBalancerLoader {

  static final String TYPE = "lock-free-round-robin";

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public LoadBalancer createLoadBalancer(ConfigWithType config, ServiceDiscovery discovery) {
    return new OwnLoadBalancer(new RoundRobin());
  }
}
