package local.microservice.provider.info;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Tells which instance of which service this is. */
@ApplicationScoped
@Path("/info")
@Produces(MediaType.APPLICATION_JSON)
public class InfoResource {

  @Inject Host host;

  @Inject
  @ConfigProperty(name = "service.name")
  String serviceName;

  @Inject
  @ConfigProperty(name = "service.version")
  String version;

  /**
   * Describes the instance that answers.
   *
   * @param request tells the port; on the development server one process is three instances
   * @return the instance
   */
  @GET
  public Info info(@Context HttpServletRequest request) {
    return new Info(serviceName, host.name(), Integer.toString(request.getLocalPort()), version);
  }
}
