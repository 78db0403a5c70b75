package local.microservice.consumer.page.traffic;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Pattern;
import local.microservice.discovery.Discovery;
import local.microservice.discovery.call.BalancedService;
import local.microservice.service.problem.ProblemException;
import local.microservice.service.request.RequestBody;

/** Starts and ends the traffic of a service for the page. */
@ApplicationScoped
@Path("/discovery/traffic")
public class TrafficResource {

  private static final Pattern LOOPBACK = Pattern.compile("^(0:){7}1$");

  @Inject Traffic traffic;

  @Inject Discovery discovery;

  /**
   * Starts the traffic of a service, or changes it. It ends by itself after five minutes.
   *
   * @param service the service's name
   * @param request tells the address of this consumer
   * @param headers tell the type of the body
   * @param body a JSON object with {@code rate}, 1 to 200 requests a second, and {@code plain},
   *     whether a plain Rest Client sends the same
   * @throws ProblemException with status 404 for a service without a configured path, and with
   *     status 400 when the body is not allowed
   * @throws ClientErrorException with status 413 when the body is too long
   */
  @PUT
  @Consumes(MediaType.APPLICATION_JSON)
  public void put(
      @QueryParam("service") String service,
      @Context HttpServletRequest request,
      @Context HttpHeaders headers,
      InputStream body) {
    BalancedService known = known(service);
    byte[] bytes = RequestBody.whole(headers.getMediaType(), body, TrafficOrder.LONGEST_BODY);
    try {
      traffic.send(known, own(request), TrafficOrder.read(bytes));
    } catch (IllegalArgumentException bad) {
      throw new ProblemException(400, bad.getMessage());
    }
  }

  /**
   * Ends the traffic of a service, if there is any.
   *
   * @param service the service's name
   * @throws ProblemException with status 404 for a service without a configured path
   */
  @DELETE
  public void delete(@QueryParam("service") String service) {
    traffic.end(known(service).name());
  }

  private BalancedService known(String name) {
    return discovery.services().stream()
        .filter(each -> each.name().equals(name) && traffic.path(name).isPresent())
        .findFirst()
        .orElseThrow(
            () -> new ProblemException(404, "There is no service of this name that has traffic."));
  }

  /** Not the header Host: traffic must not go where a caller names. */
  private static URI own(HttpServletRequest request) {
    // The names of this machine that a server allows have the short form.
    String address = LOOPBACK.matcher(request.getLocalAddr()).replaceFirst("::1");
    try {
      return new URI("http", null, address, request.getLocalPort(), "/", null, null);
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
