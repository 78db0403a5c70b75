package local.microservice.discovery.stork;

import io.smallrye.stork.api.ServiceDiscovery;
import io.smallrye.stork.api.ServiceInstance;
import java.util.List;
import java.util.concurrent.TimeUnit;
import local.microservice.discovery.http.Endpoint;
import local.microservice.discovery.resolve.Resolved;
import local.microservice.discovery.resolve.Source;
import local.microservice.discovery.resolve.SourceInForce;
import local.microservice.discovery.time.Clock;

/**
 * Finds instances through a discovery of Stork, which may block. Thread-safe.
 *
 * @param discovery the discovery
 * @param clock the time
 */
record StorkSource(ServiceDiscovery discovery, Clock clock) implements Source {

  @Override
  public Resolved resolve() {
    long begin = clock.nanos();
    List<Endpoint> found = List.of();
    String error = "the answer is empty";
    try {
      List<ServiceInstance> answer = discovery.getServiceInstances().await().indefinitely();
      found = answer.stream().map(StorkSource::endpoint).toList();
      error = found.isEmpty() ? error : null;
    } catch (RuntimeException failure) {
      error = String.valueOf(failure.getMessage());
    }
    return new Resolved(
        found,
        TimeUnit.NANOSECONDS.toMillis(clock.nanos() - begin),
        error,
        SourceInForce.only(SourceInForce.STORK));
  }

  private static Endpoint endpoint(ServiceInstance instance) {
    return new Endpoint(
        instance.isSecure() ? "https" : "http", instance.getHost(), null, instance.getPort());
  }
}
