package local.microservice.discovery.stork;

import io.smallrye.stork.api.NoServiceInstanceFoundException;
import io.smallrye.stork.api.ServiceInstance;
import java.util.Collection;
import java.util.List;
import local.microservice.discovery.choose.LoadBalancer;

/**
 * A strategy of this library where Stork looks for one. Calls are not chosen by way of Stork then:
 * its list of instances would be copied for each.
 *
 * @param strategy what chooses
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
