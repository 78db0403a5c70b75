package local.microservice.service.health;

import io.smallrye.health.SmallRyeHealthReporter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;

/** The public health of this service: healthy while every readiness check is up. */
@ApplicationScoped
@Path("/health")
@Produces(MediaType.APPLICATION_JSON)
public class HealthResource {

  @Inject SmallRyeHealthReporter reporter;

  /**
   * Says whether this service takes requests.
   *
   * @return 200 with {@code healthy}, or 503 with {@code unhealthy}
   */
  @GET
  public Response health() {
    return reporter.getReadiness().isDown()
        ? Response.status(Status.SERVICE_UNAVAILABLE).entity(new Health("unhealthy")).build()
        : Response.ok(new Health("healthy")).build();
  }
}
