package local.microservice.service.origin;

import jakarta.inject.Inject;
import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Refuses requests for other host names than those in {@code host.names}, if that is set. The
 * author of a page can make the page's name lead to the reader's own machine (DNS rebinding). The
 * browser then takes a server on that machine for the page's own. Thread-safe.
 */
@Provider
@PreMatching
public class HostNames implements ContainerRequestFilter {

  private static final Pattern PORT = Pattern.compile(":\\d*$");

  @Inject
  @ConfigProperty(name = "host.names")
  Optional<Set<String>> names;

  @Override
  public void filter(ContainerRequestContext request) {
    String host = request.getHeaderString(HttpHeaders.HOST);
    // Every browser sends the header. A client of HTTP/1.0 may not, and is let through.
    if (names.isPresent() && host != null && !names.get().contains(name(host))) {
      throw new ForbiddenException();
    }
  }

  private static String name(String host) {
    return PORT.matcher(host).replaceFirst("").toLowerCase(Locale.ROOT);
  }
}
