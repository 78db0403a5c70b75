package local.microservice.discovery.choose;

import java.util.List;
import local.microservice.discovery.instance.Instance;

/** Chooses the instance that a call goes to. Thread-safe. */
public interface LoadBalancer {

  /**
   * Chooses an instance.
   *
   * @param candidates at least one
   * @return one of them
   */
  Chosen choose(List<Instance> candidates);

  /** An instance that was chosen, which hears what became of the call. */
  interface Chosen {

    /**
     * Tells which.
     *
     * @return one of the candidates
     */
    Instance instance();

    /**
     * The call has ended; it is told once for each choice.
     *
     * @param answered whether there was an answer, of whatever status
     * @param failure why there was none; null for none, or if the call was never sent
     */
    default void ended(boolean answered, Throwable failure) {}
  }
}
