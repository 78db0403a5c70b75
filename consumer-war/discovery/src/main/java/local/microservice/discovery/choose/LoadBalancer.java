package local.microservice.discovery.choose;

import java.util.List;
import local.microservice.discovery.instance.Instance;

/** Chooses the instance of a call. Thread-safe. */
public interface LoadBalancer {

  /**
   * Chooses an instance.
   *
   * @param candidates at least one instance
   * @return one of the candidates
   */
  Chosen choose(List<Instance> candidates);

  /** A chosen instance. Hears how the call ended. */
  interface Chosen {

    /** {@return the chosen candidate} */
    Instance instance();

    /**
     * The call has ended. Called once for each choice.
     *
     * @param answered whether there was an answer, of any status
     * @param failure why there was no answer; null if there was one or the call was never sent
     */
    default void ended(boolean answered, Throwable failure) {}
  }
}
