package local.microservice.service.origin;

import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;

/**
 * Refuses what a page of another site makes a browser ask for. A link is let through: whoever
 * follows it sees where it leads, and the page that it stood on sees nothing. Another port of this
 * machine is no other site; a page there that would change something, a browser asks first, and
 * nothing here answers that it may. Thread-safe.
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

  /** A frame is opened by navigation too, and nobody followed a link. */
  private static boolean isLink(ContainerRequestContext request) {
    return request.getMethod().equals(HttpMethod.GET)
        && has(request, "Sec-Fetch-Mode", "navigate")
        && has(request, "Sec-Fetch-Dest", "document");
  }

  private static boolean has(ContainerRequestContext request, String field, String value) {
    return value.equals(request.getHeaderString(field));
  }
}
