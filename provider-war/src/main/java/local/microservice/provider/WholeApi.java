package local.microservice.provider;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Set;
import local.microservice.provider.faults.FaultsResource;
import local.microservice.service.ServiceApi;

/** The public API without its prefix, and the endpoints for operators. */
@ApplicationPath("/")
public class WholeApi extends Application {

  @Override
  public Set<Class<?>> getClasses() {
    var classes = ServiceApi.whole(new PublicApi().getClasses(), OperatorsEndpoints.class);
    // part: faults
    if (ServiceApi.hasFaults()) {
      classes.add(FaultsResource.class);
    }
    // end of part
    return classes;
  }
}
