package local.microservice.kubernetes;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The namespaces that test classes borrow: as many as there are classes at the same time. */
final class Lanes implements AutoCloseable {

  private final List<Cluster> made = new ArrayList<>();
  private final Queue<Cluster> free = new ConcurrentLinkedQueue<>();

  /** A namespace that nobody else has until it is closed. */
  record Lane(Cluster cluster, Queue<Cluster> free) implements AutoCloseable {
    @Override
    public void close() {
      free.add(cluster);
    }
  }

  /**
   * One lane starts after the other: with ten pods at once a start may take too long. So the class
   * that takes longest has the first one, and the others give it a moment to come.
   */
  synchronized Lane borrow(boolean longest) throws Exception {
    if (made.isEmpty() && !longest) {
      wait(3000);
    }
    if (free.isEmpty()) {
      Cluster fresh = Cluster.make(made.size() + 1);
      made.add(fresh);
      free.add(fresh);
    }
    return new Lane(free.remove(), free);
  }

  /** Takes the namespaces away. Nobody waits until their last pod has ended. */
  @Override
  public void close() throws Exception {
    for (Cluster each : made) {
      each.remove();
    }
  }
}
