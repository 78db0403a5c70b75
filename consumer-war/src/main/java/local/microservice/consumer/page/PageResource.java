package local.microservice.consumer.page;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.servlet.ServletContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.io.InputStream;
import java.util.Map;
import local.microservice.service.problem.ProblemException;

/**
 * The live page of discovery, at the same path as its JSON: the page for a browser, the page's
 * files, and the events that keep it up to date.
 */
@ApplicationScoped
@Path("/discovery")
public class PageResource {

  /** Allows only what this consumer serves, and no inline script or style. */
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
          + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private static final Map<String, String> TYPES =
      Map.of("css", "text/css", "js", "text/javascript", "svg", "image/svg+xml");

  @Inject PageEvents events;

  @Inject Recording recording;

  @Context ServletContext application;

  /**
   * Answers a browser. A client that accepts any type gets the JSON.
   *
   * @param uri the requested URI: the page finds its files only below {@code /discovery/}
   * @return the page
   */
  @GET
  @Produces("text/html;qs=0.5")
  public Response page(@Context UriInfo uri) {
    if (!uri.getPath(false).endsWith("/")) {
      // Response.location() would make an absolute URL with the host that the caller sent.
      return Response.status(Response.Status.MOVED_PERMANENTLY)
          .header(HttpHeaders.LOCATION, "discovery/")
          .build();
    }
    return answer("index.html", MediaType.TEXT_HTML);
  }

  /**
   * Serves one of the page's files.
   *
   * @param name the file's name
   * @return the file's text
   * @throws NotFoundException for no file of this name
   */
  @GET
  @Path("/{name: [a-z]+\\.(?:css|js|svg)}")
  public Response file(@PathParam("name") String name) {
    return answer(name, TYPES.get(name.substring(name.indexOf('.') + 1)));
  }

  private Response answer(String name, String type) {
    InputStream file = application.getResourceAsStream("/WEB-INF/page/" + name);
    if (file == null) {
      throw new NotFoundException();
    }
    return Response.ok(file, type + ";charset=UTF-8")
        .header("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        .header("Referrer-Policy", "no-referrer")
        .header("Cache-Control", "no-cache")
        .build();
  }

  /**
   * Tells the latency of an instance.
   *
   * @param service the service's name
   * @param instance the instance's address, as discovery shows it
   * @return the last two minutes, a value a second: when, the median and the 99th percentile
   * @throws ProblemException with status 404 for an instance that these two minutes do not have
   */
  @GET
  @Path("/latency")
  @Produces(MediaType.APPLICATION_JSON)
  public JsonObject latency(
      @QueryParam("service") String service, @QueryParam("instance") String instance) {
    return HistoryJson.latency(recording.moments(), service, instance)
        .orElseThrow(() -> new ProblemException(404, "There is no instance of this address."));
  }

  /**
   * Answers a request for the events' header. Without this method, JAX-RS would call the method
   * below for HEAD, which would use a place for as long as the client is connected.
   *
   * @return no event
   */
  @HEAD
  @Path("/stream")
  @Produces(MediaType.SERVER_SENT_EVENTS)
  public Response noEvents() {
    return Response.ok().type(MediaType.SERVER_SENT_EVENTS).build();
  }

  /**
   * Sends what this consumer sees, now and once a second, until the client goes.
   *
   * @param sink the client
   * @param sse makes the events
   * @throws jakarta.ws.rs.ServiceUnavailableException when there are too many clients
   */
  @GET
  @Path("/stream")
  @Produces(MediaType.SERVER_SENT_EVENTS)
  public void events(@Context SseEventSink sink, @Context Sse sse) {
    events.add(sink, sse);
  }
}
