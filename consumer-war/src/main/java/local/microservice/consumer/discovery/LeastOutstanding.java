package local.microservice.consumer.discovery;

import io.smallrye.stork.api.LoadBalancer;
import io.smallrye.stork.api.ServiceDiscovery;
import io.smallrye.stork.api.ServiceInstance;
import io.smallrye.stork.api.config.ConfigWithType;
import io.smallrye.stork.spi.internal.LoadBalancerLoader;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Takes, of two different instances drawn at random, the one with fewer outstanding calls, in
 * constant time and without a lock. Stork's own power of two choices copies the instances for each
 * call, and may draw the same one twice.
 *
 * @see <a href="https://doi.org/10.1109/71.963420">Mitzenmacher, The Power of Two Choices in
 *     Randomized Load Balancing</a>
 */
final class LeastOutstanding extends ConstantTimeLoadBalancer {

  @Override
  ServiceInstance choose(List<ServiceInstance> list) {
    if (list.size() == 1) {
      return list.get(0);
    }
    ThreadLocalRandom random = ThreadLocalRandom.current();
    int one = random.nextInt(list.size());
    int other = (one + 1 + random.nextInt(list.size() - 1)) % list.size();
    return outstanding(list.get(one)) <= outstanding(list.get(other))
        ? list.get(one)
        : list.get(other);
  }

  private static int outstanding(ServiceInstance instance) {
    return ((Instance) instance).inFlight();
  }

  /** Makes this strategy for {@code stork.NAME.load-balancer.type=least-outstanding}. */
  @ApplicationScoped
  static class Loader implements LoadBalancerLoader {

    @Override
    public String type() {
      return "least-outstanding";
    }

    @Override
    public LoadBalancer createLoadBalancer(ConfigWithType config, ServiceDiscovery discovery) {
      return new LeastOutstanding();
    }
  }
}
