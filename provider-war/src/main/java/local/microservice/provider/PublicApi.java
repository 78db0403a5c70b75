package local.microservice.provider;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Set;
import local.microservice.provider.data.DataResource;
import local.microservice.provider.faults.FaultsFilter;
import local.microservice.provider.health.HealthResource;
import local.microservice.provider.info.InfoResource;
import local.microservice.provider.metrics.RequestMetrics;
import local.microservice.provider.origin.HostNames;
import local.microservice.provider.priority.RequestPriority;
import local.microservice.provider.problem.ProblemMapper;
import local.microservice.provider.request.AcceptCheck;

/** What everyone may call: all that an Ingress can reach, under the prefix that it routes here. */
@ApplicationPath("/provider")
public class PublicApi extends Application {

  @Override
  public Set<Class<?>> getClasses() {
    return Set.of(
        InfoResource.class,
        DataResource.class,
        HealthResource.class,
        FaultsFilter.class,
        HostNames.class,
        AcceptCheck.class,
        ProblemMapper.class,
        RequestMetrics.class,
        RequestPriority.class);
  }
}
