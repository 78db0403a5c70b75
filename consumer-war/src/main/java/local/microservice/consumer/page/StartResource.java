package local.microservice.consumer.page;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Leads a browser from this consumer's address to the page. */
@ApplicationScoped
@Path("/")
public class StartResource {

  /**
   * Leads a browser on.
   *
   * @param headers tell a browser from other clients: it asks for HTML by name
   * @return the way to the page
   * @throws NotFoundException for other clients, as there is nothing for them
   */
  @GET
  public Response lead(@Context HttpHeaders headers) {
    if (headers.getAcceptableMediaTypes().stream().noneMatch(StartResource::isHtml)) {
      throw new NotFoundException();
    }
    // Response.location() would make an absolute URL with the host that the caller sent.
    return Response.status(Response.Status.FOUND)
        .header(HttpHeaders.LOCATION, "discovery/")
        .header(HttpHeaders.VARY, HttpHeaders.ACCEPT)
        .build();
  }

  private static boolean isHtml(MediaType type) {
    return type.getType().equals("text") && type.getSubtype().equals("html");
  }
}
