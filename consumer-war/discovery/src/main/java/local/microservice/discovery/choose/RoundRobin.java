package local.microservice.discovery.choose;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import local.microservice.discovery.instance.Instance;

/** Takes the instances in turn. Takes constant time and no lock. */
public final class RoundRobin implements LoadBalancer {

  private final AtomicInteger turn = new AtomicInteger();

  /** Starts at the first instance. */
  public RoundRobin() {}

  @Override
  public Chosen choose(List<Instance> candidates) {
    Instance next =
        candidates.get(Integer.remainderUnsigned(turn.getAndIncrement(), candidates.size()));
    return () -> next;
  }
}
