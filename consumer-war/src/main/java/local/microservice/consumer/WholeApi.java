package local.microservice.consumer;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.HashSet;
import java.util.Set;
import local.microservice.consumer.discovery.DiscoveryResource;
import local.microservice.consumer.health.ProbesResource;
import local.microservice.consumer.page.FaultsResource;
import local.microservice.consumer.page.PageResource;

/** The public API without its prefix, and beside it what is for operators alone. */
@ApplicationPath("/")
public class WholeApi extends Application {

  @Override
  public Set<Class<?>> getClasses() {
    Set<Class<?>> classes = new HashSet<>(new PublicApi().getClasses());
    classes.add(OperatorsOnly.class);
    classes.add(ProbesResource.class);
    classes.add(DiscoveryResource.class);
    classes.add(PageResource.class);
    if (FaultsResource.enabled()) {
      classes.add(FaultsResource.class);
    }
    return classes;
  }
}
