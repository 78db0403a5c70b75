package local.microservice.consumer;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Set;
import local.microservice.consumer.fetch.FetchResource;
import local.microservice.service.ServiceApi;

/** What everyone may call: all that an Ingress can reach, under the prefix that it routes here. */
@ApplicationPath("/consumer")
public class PublicApi extends Application {

  @Override
  public Set<Class<?>> getClasses() {
    return ServiceApi.with(FetchResource.class);
  }
}
