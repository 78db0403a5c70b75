package local.microservice.discovery.stork;

import io.smallrye.stork.api.NoServiceInstanceFoundException;
import io.smallrye.stork.api.ServiceInstance;
import java.util.Collection;
import java.util.List;
import local.microservice.discovery.choose.LoadBalancer;

/**
 * Registers a strategy of this library as a load balancer of Stork. Calls use the strategy
 * directly: Stork would copy the list of instances for each call.
 *
 * @param strategy chooses an instance
 */
record OwnLoadBalancer(LoadBalancer strategy) implements io.smallrye.stork.api.LoadBalancer {

  @Override
  public ServiceInstance selectServiceInstance(Collection<ServiceInstance> instances) {
    List<StorkInstance> known =
        instances.stream()
            .filter(StorkInstance.class::isInstance)
            .map(StorkInstance.class::cast)
            .toList();
    if (known.isEmpty()) {
      throw new NoServiceInstanceFoundException("there is no instance to choose from");
    }
    return new StorkInstance(
        strategy.choose(known.stream().map(StorkInstance::instance).toList()).instance());
  }

  @Override
  public boolean requiresStrictRecording() {
    return false;
  }
}
