package local.microservice.provider;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Set;
import local.microservice.provider.data.DataResource;
import local.microservice.provider.faults.FaultsFilter;
import local.microservice.provider.info.InfoResource;
import local.microservice.service.ServiceApi;

/** The API that everyone may call. An Ingress routes its prefix here, and reaches nothing else. */
@ApplicationPath("/provider")
public class PublicApi extends Application {

  @Override
  public Set<Class<?>> getClasses() {
    return ServiceApi.with(InfoResource.class, DataResource.class, FaultsFilter.class);
  }
}
