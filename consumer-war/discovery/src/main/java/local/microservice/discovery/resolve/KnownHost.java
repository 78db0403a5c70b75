package local.microservice.discovery.resolve;

/** Keeps up to date what is known of one host of a list. Thread-safe. */
public interface KnownHost extends AutoCloseable {

  /** {@return what is known at present; does not block} */
  HostAnswer answer();

  /**
   * Ends the work unless a part of it is under way that cannot end at once.
   *
   * @return false if the work goes on; ask again later
   */
  boolean closeWhenIdle();

  /** Ends the work. */
  @Override
  void close();

  /** Begins to learn of a host. */
  interface Factory {

    /**
     * Begins to learn of a host.
     *
     * @param host a name or an IP literal
     * @param changed runs when the answer has changed; it does not block
     * @return the host, without an answer yet
     */
    KnownHost of(String host, Runnable changed);
  }
}
