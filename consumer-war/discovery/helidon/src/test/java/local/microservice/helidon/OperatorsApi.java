package local.microservice.helidon;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Set;
import local.microservice.discovery.DiscoveryResource;

/** Serves the library's resource. */
@ApplicationPath("/")
public class OperatorsApi extends Application {

  @Override
  public Set<Class<?>> getClasses() {
    return Set.of(DiscoveryResource.class);
  }
}
