package local.microservice.consumer;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Set;
import local.microservice.consumer.fetch.FetchResource;
import local.microservice.consumer.health.HealthResource;
import local.microservice.consumer.metrics.RequestMetrics;
import local.microservice.consumer.origin.HostNames;
import local.microservice.consumer.priority.RequestPriority;
import local.microservice.consumer.problem.ProblemMapper;
import local.microservice.consumer.request.AcceptCheck;

/** What everyone may call: all that an Ingress can reach, under the prefix that it routes here. */
@ApplicationPath("/consumer")
public class PublicApi extends Application {

  @Override
  public Set<Class<?>> getClasses() {
    return Set.of(
        FetchResource.class,
        HealthResource.class,
        HostNames.class,
        AcceptCheck.class,
        ProblemMapper.class,
        RequestMetrics.class,
        RequestPriority.class);
  }
}
