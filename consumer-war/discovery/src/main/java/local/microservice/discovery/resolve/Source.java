package local.microservice.discovery.resolve;

/** Finds a service's instances. Thread-safe. */
public interface Source extends AutoCloseable {

  /**
   * Finds the current instances. May block as long as needed; does not throw.
   *
   * @return the instances; neither endpoints nor an error before the first answer
   */
  Resolved resolve();

  /**
   * Sets what to run when the answer changes before the next {@link #resolve}.
   *
   * @param changed the work to run; it must not block
   */
  default void onChange(Runnable changed) {}

  /** Ends the source's own work. */
  @Override
  default void close() {}
}
