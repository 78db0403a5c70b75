package local.microservice.discovery;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import local.microservice.discovery.show.DiscoveryView;

/** Shows which instances this consumer knows, and how they do. */
@ApplicationScoped
@Path("/discovery")
@Produces(MediaType.APPLICATION_JSON)
public class DiscoveryResource {

  @Inject Discovery discovery;

  /**
   * Shows every service and its instances.
   *
   * @return what is known at this moment
   */
  @GET
  public DiscoveryView view() {
    return discovery.view();
  }
}
