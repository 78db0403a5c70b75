package local.microservice.discovery.http;

/** Makes the connections to instances. Thread-safe. */
public interface Transport {

  /**
   * Makes the connections to one instance, without opening any.
   *
   * @param endpoint the address of the instance
   * @return connections for this instance alone
   */
  Connections to(Endpoint endpoint);
}
