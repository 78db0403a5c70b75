package local.microservice.discovery.http;

/** Opens the way to instances. Thread-safe. */
public interface Transport {

  /**
   * Makes the connections to one instance; none is opened yet.
   *
   * @param endpoint where the instance is
   * @return for this instance alone
   */
  Connections to(Endpoint endpoint);
}
