package local.microservice.consumer;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Set;
import local.microservice.consumer.fetch.FetchResource;
import local.microservice.service.ServiceApi;

/** The public API. An Ingress routes its prefix here, and can reach nothing else. */
@ApplicationPath("/consumer")
public class PublicApi extends Application {

  @Override
  public Set<Class<?>> getClasses() {
    return ServiceApi.with(FetchResource.class);
  }
}
