package local.microservice.discovery.stork;

import io.smallrye.stork.api.ServiceInstance;
import java.util.Optional;
import local.microservice.discovery.http.Endpoint;
import local.microservice.discovery.instance.Instance;

/**
 * An instance for Stork's strategies, which identify an instance by its id alone.
 *
 * @param instance the instance
 */
record StorkInstance(Instance instance) implements ServiceInstance {

  private Endpoint endpoint() {
    return instance.endpoint();
  }

  @Override
  public long getId() {
    return instance.id();
  }

  @Override
  public String getHost() {
    return endpoint().host();
  }

  @Override
  public int getPort() {
    return endpoint().port();
  }

  @Override
  public Optional<String> getPath() {
    return Optional.empty();
  }

  @Override
  public boolean isSecure() {
    return endpoint().isSecure();
  }
}
