package local.microservice.discovery;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import local.microservice.discovery.show.DiscoveryView;
import local.microservice.discovery.show.EventLog.EventsView;

/** Shows which instances this consumer knows, their state, and what happened to them. */
@ApplicationScoped
@Path("/discovery")
@Produces(MediaType.APPLICATION_JSON)
public class DiscoveryResource {

  @Inject Discovery discovery;

  /** {@return the current state of every service and its instances} */
  @GET
  public DiscoveryView view() {
    return discovery.view();
  }

  /** {@return the last events, newest first} */
  @GET
  @Path("/events")
  public EventsView events() {
    return discovery.events().view();
  }
}
