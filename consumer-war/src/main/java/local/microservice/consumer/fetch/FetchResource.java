package local.microservice.consumer.fetch;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import local.microservice.consumer.problem.ServiceProblem;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Passes on the provider's data. */
@ApplicationScoped
@Path("/fetch")
@Produces(MediaType.APPLICATION_JSON)
public class FetchResource {

  @Inject GuardedProvider provider;

  @Inject
  @ConfigProperty(name = "service.version")
  String version;

  /**
   * Fetches the provider's data.
   *
   * @return the data, and when it was fetched
   * @throws local.microservice.service.problem.ProblemException with 503 when the provider cannot
   *     be reached or does not answer, and with 502 when it answers something else than its data
   */
  @GET
  public Fetched fetch() {
    ProviderData data;
    try {
      data = provider.data();
    } catch (RuntimeException failure) {
      throw ServiceProblem.of("provider", failure);
    }
    return new Fetched("success", data, Instant.now().truncatedTo(ChronoUnit.SECONDS), version);
  }
}
