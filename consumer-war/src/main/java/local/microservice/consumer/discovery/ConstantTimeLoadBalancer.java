package local.microservice.consumer.discovery;

import io.smallrye.stork.api.LoadBalancer;
import io.smallrye.stork.api.NoServiceInstanceFoundException;
import io.smallrye.stork.api.ServiceInstance;
import java.util.Collection;
import java.util.List;

/**
 * A strategy that chooses by index instead of going through the instances, and without a lock.
 * Thread-safe.
 */
abstract class ConstantTimeLoadBalancer implements LoadBalancer {

  /**
   * Chooses an instance.
   *
   * @param instances at least one
   */
  abstract ServiceInstance choose(List<ServiceInstance> instances);

  @Override
  public final ServiceInstance selectServiceInstance(Collection<ServiceInstance> instances) {
    if (instances.isEmpty()) {
      throw new NoServiceInstanceFoundException("there is no instance to choose from");
    }
    return choose(instances instanceof List<ServiceInstance> list ? list : List.copyOf(instances));
  }

  @Override
  public final boolean requiresStrictRecording() {
    return false;
  }
}
