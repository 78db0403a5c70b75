package local.microservice.provider.data;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import local.microservice.provider.info.Host;

/** Answers with the data that consumers ask for. */
@ApplicationScoped
@Path("/data")
@Produces(MediaType.APPLICATION_JSON)
public class DataResource {

  @Inject Host host;

  /**
   * Greets.
   *
   * @return a greeting, and where it comes from
   */
  @GET
  public Data data() {
    return new Data("Hello from provider service", host.name());
  }
}
