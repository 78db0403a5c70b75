package local.microservice.consumer.zones;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import local.microservice.discovery.Discovery;
import local.microservice.discovery.zone.ZonePool;
import local.microservice.service.problem.ProblemException;

/**
 * Lets an operator evacuate a zone on this consumer alone, until it ends. The setting {@code
 * discovery.evacuated-zones} does the same on every consumer that has it. Thread-safe.
 */
@ApplicationScoped
@Path("/discovery/zones")
@Produces(MediaType.APPLICATION_JSON)
public class ZonesResource {

  @Inject Discovery discovery;

  /**
   * A zone of an instance.
   *
   * @param zone its name
   * @param own whether this consumer is there
   * @param evacuated whether it is evacuated for a service
   */
  public record ZoneView(String zone, boolean own, boolean evacuated) {}

  /** {@return every zone that an instance of any service is in or serves} */
  @GET
  public List<ZoneView> zones() {
    return known().stream()
        .map(
            zone ->
                new ZoneView(
                    zone, pools().stream().anyMatch(each -> zone.equals(each.zone())), isOut(zone)))
        .toList();
  }

  /**
   * Evacuates a zone: its instances get no calls within a tenth of a second, as long as another
   * instance is well.
   *
   * @param zone the zone
   * @throws ProblemException with status 404 for a zone without an instance
   */
  @PUT
  @Path("{zone}/evacuated")
  public void evacuate(@PathParam("zone") String zone) {
    if (!known().contains(zone)) {
      throw new ProblemException(
          404, "No instance is in this zone. The known zones: %s.".formatted(names(known())));
    }
    discovery.evacuations().begin(zone);
  }

  /**
   * Ends the evacuation of a zone. One that the configuration evacuates stays so.
   *
   * @param zone the zone
   */
  @DELETE
  @Path("{zone}/evacuated")
  public void end(@PathParam("zone") String zone) {
    discovery.evacuations().end(zone);
  }

  private List<ZonePool> pools() {
    return discovery.services().stream().map(each -> each.zones()).toList();
  }

  private Set<String> known() {
    Set<String> zones = new TreeSet<>();
    pools().forEach(each -> zones.addAll(each.zones()));
    return zones;
  }

  private boolean isOut(String zone) {
    return pools().stream().anyMatch(each -> each.evacuation().zones().contains(zone));
  }

  private static String names(Set<String> zones) {
    return zones.isEmpty() ? "none" : String.join(", ", zones);
  }
}
