package local.microservice.service.health;

import io.smallrye.health.SmallRyeHealth;
import io.smallrye.health.SmallRyeHealthReporter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;

/**
 * The probes of an orchestrator, in MicroProfile Health's wire format.
 *
 * <p>Liberty's own mpHealth feature would take {@code /health}, but this API has an endpoint there.
 * So SmallRye Health runs the checks, and this class answers with their results.
 *
 * @see <a href="https://download.eclipse.org/microprofile/microprofile-health-4.0.1/">MicroProfile
 *     Health 4.0, Health Check Response</a>
 */
@ApplicationScoped
@Path("/health")
@Produces(MediaType.APPLICATION_JSON)
public class ProbesResource {

  @Inject SmallRyeHealthReporter reporter;

  /**
   * Says whether a restart would help.
   *
   * @return 200 when every liveness check is up, else 503
   */
  @GET
  @Path("/live")
  public Response live() {
    return answer(reporter.getLiveness());
  }

  /**
   * Says whether this instance takes requests.
   *
   * @return 200 when every readiness check is up, else 503
   */
  @GET
  @Path("/ready")
  public Response ready() {
    return answer(reporter.getReadiness());
  }

  /**
   * Says whether the start is over.
   *
   * @return 200 when every startup check is up, else 503
   */
  @GET
  @Path("/started")
  public Response started() {
    return answer(reporter.getStartup());
  }

  private static Response answer(SmallRyeHealth health) {
    return Response.status(health.isDown() ? Status.SERVICE_UNAVAILABLE : Status.OK)
        .entity(health.getPayload())
        .build();
  }
}
