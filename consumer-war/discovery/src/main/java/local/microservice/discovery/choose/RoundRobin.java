package local.microservice.discovery.choose;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import local.microservice.discovery.instance.Instance;

/** Takes the instances in turn, in constant time and without a lock. */
public final class RoundRobin implements LoadBalancer {

  private final AtomicInteger turn = new AtomicInteger();

  /** Begins with the first. */
  public RoundRobin() {}

  @Override
  public Chosen choose(List<Instance> candidates) {
    Instance next =
        candidates.get(Integer.remainderUnsigned(turn.getAndIncrement(), candidates.size()));
    return () -> next;
  }
}
