package local.microservice.service.origin;

import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;

/**
 * Refuses a request that a page of another site makes a browser send. A link is let through: the
 * reader who follows it sees where it leads, and the page with the link sees nothing of the answer.
 * Another port of this machine is not another site. Before a page there can change something, the
 * browser asks for permission (CORS), and nothing here gives it. Thread-safe.
 *
 * @see <a href="https://www.w3.org/TR/fetch-metadata/">Fetch Metadata Request Headers</a>
 */
public class OtherSites implements ContainerRequestFilter {

  @Override
  public void filter(ContainerRequestContext request) {
    if (has(request, "Sec-Fetch-Site", "cross-site") && !isLink(request)) {
      throw new ForbiddenException();
    }
  }

  /** Checks the destination too: a frame opens by navigation, but nobody followed a link. */
  private static boolean isLink(ContainerRequestContext request) {
    return request.getMethod().equals(HttpMethod.GET)
        && has(request, "Sec-Fetch-Mode", "navigate")
        && has(request, "Sec-Fetch-Dest", "document");
  }

  private static boolean has(ContainerRequestContext request, String field, String value) {
    return value.equals(request.getHeaderString(field));
  }
}
