package local.microservice.discovery.resolve;

/** Where a service's instances are found. Thread-safe. */
public interface Source extends AutoCloseable {

  /**
   * Tells what is known at this moment. It may block as long as it must; it does not throw.
   *
   * @return neither endpoints nor an error before the first answer
   */
  Resolved resolve();

  /**
   * Sets what to do when there is another answer before its time.
   *
   * @param changed what to do; it must not block
   */
  default void onChange(Runnable changed) {}

  /** Ends its own work. */
  @Override
  default void close() {}
}
