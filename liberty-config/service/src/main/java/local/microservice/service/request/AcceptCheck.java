package local.microservice.service.request;

import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;

/**
 * Refuses an {@code Accept} header whose weight is no number. This is the caller's error. RESTEasy
 * finds it so late that it would look like an error of this service. Thread-safe.
 */
@Provider
@PreMatching
public class AcceptCheck implements ContainerRequestFilter {

  @Override
  public void filter(ContainerRequestContext request) {
    for (MediaType type : request.getAcceptableMediaTypes()) {
      String weight = type.getParameters().get("q");
      try {
        if (weight != null) {
          Float.parseFloat(weight);
        }
      } catch (NumberFormatException bad) {
        throw new BadRequestException(bad);
      }
    }
  }
}
