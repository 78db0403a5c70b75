package local.microservice.discovery.stork;

import io.smallrye.stork.api.LoadBalancer;
import io.smallrye.stork.api.ServiceDiscovery;
import io.smallrye.stork.api.config.ConfigWithType;
import io.smallrye.stork.spi.internal.LoadBalancerLoader;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.ThreadLocalRandom;
import local.microservice.discovery.choose.LeastOutstanding;

/** Makes the strategy for {@code stork.NAME.load-balancer.type=least-outstanding}. */
@ApplicationScoped
class LeastOutstandingLoader implements LoadBalancerLoader {

  @Override
  public String type() {
    return "least-outstanding";
  }

  @Override
  public LoadBalancer createLoadBalancer(ConfigWithType config, ServiceDiscovery discovery) {
    return new OwnLoadBalancer(new LeastOutstanding(ThreadLocalRandom::current));
  }
}
