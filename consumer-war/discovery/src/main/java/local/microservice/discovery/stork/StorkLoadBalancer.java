package local.microservice.discovery.stork;

import io.smallrye.stork.api.Service;
import io.smallrye.stork.api.ServiceInstance;
import java.util.ArrayList;
import java.util.List;
import local.microservice.discovery.choose.LoadBalancer;
import local.microservice.discovery.instance.Instance;

/**
 * Lets a strategy of Stork choose. Thread-safe.
 *
 * @param service the service with the strategy
 */
record StorkLoadBalancer(Service service) implements LoadBalancer {

  @Override
  public Chosen choose(List<Instance> candidates) {
    List<ServiceInstance> offered = new ArrayList<>(candidates.size());
    candidates.forEach(each -> offered.add(new StorkInstance(each)));
    ServiceInstance selected = service.selectInstanceFromListAndRecordStart(offered, true);
    return new Selected(selected, instance(selected.getId(), candidates));
  }

  /** Finds the chosen instance by its id, because strategies wrap what they choose. */
  private static Instance instance(long id, List<Instance> candidates) {
    return candidates.stream().filter(each -> each.id() == id).findFirst().orElseThrow();
  }

  private record Selected(ServiceInstance selected, Instance instance) implements Chosen {

    @Override
    public void ended(boolean answered, Throwable failure) {
      if (selected.gatherStatistics()) {
        if (answered) {
          selected.recordReply();
        }
        selected.recordEnd(failure);
      }
    }
  }
}
