package local.microservice.consumer;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Set;
import local.microservice.consumer.page.PageResource;
import local.microservice.consumer.page.StartResource;
import local.microservice.consumer.page.faults.FaultsResource;
import local.microservice.consumer.page.traffic.TrafficResource;
import local.microservice.consumer.zones.ZonesResource;
import local.microservice.discovery.DiscoveryResource;
import local.microservice.service.ServiceApi;

/** The public API without its prefix, and the endpoints for operators. */
@ApplicationPath("/")
public class WholeApi extends Application {

  @Override
  public Set<Class<?>> getClasses() {
    var classes = ServiceApi.whole(new PublicApi().getClasses(), OperatorsEndpoints.class);
    classes.add(DiscoveryResource.class);
    classes.add(ZonesResource.class);
    // part: page
    classes.add(StartResource.class);
    classes.add(PageResource.class);
    classes.add(TrafficResource.class);
    // end of part
    // part: page, faults
    if (ServiceApi.hasFaults()) {
      classes.add(FaultsResource.class);
    }
    // end of part
    return classes;
  }
}
