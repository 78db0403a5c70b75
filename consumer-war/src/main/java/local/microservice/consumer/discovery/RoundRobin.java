package local.microservice.consumer.discovery;

import io.smallrye.stork.api.LoadBalancer;
import io.smallrye.stork.api.ServiceDiscovery;
import io.smallrye.stork.api.ServiceInstance;
import io.smallrye.stork.api.config.ConfigWithType;
import io.smallrye.stork.spi.internal.LoadBalancerLoader;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Takes the instances in turn, in constant time and without a lock. Stork's own round robin copies
 * and sorts the instances for each call.
 */
final class RoundRobin extends ConstantTimeLoadBalancer {

  private final AtomicInteger turn = new AtomicInteger();

  @Override
  ServiceInstance choose(List<ServiceInstance> list) {
    return list.get(Integer.remainderUnsigned(turn.getAndIncrement(), list.size()));
  }

  /** Makes this strategy for {@code stork.NAME.load-balancer.type=lock-free-round-robin}. */
  @ApplicationScoped
  static class Loader implements LoadBalancerLoader {

    @Override
    public String type() {
      return "lock-free-round-robin";
    }

    @Override
    public LoadBalancer createLoadBalancer(ConfigWithType config, ServiceDiscovery discovery) {
      return new RoundRobin();
    }
  }
}
