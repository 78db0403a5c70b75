package local.microservice.service.metrics;

import jakarta.inject.Inject;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.FeatureContext;
import jakarta.ws.rs.ext.Provider;
import java.lang.reflect.AnnotatedElement;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.MetricUnits;
import org.eclipse.microprofile.metrics.Tag;
import org.eclipse.microprofile.metrics.Timer;

/**
 * Counts and times the requests of each endpoint, in seconds, under OpenTelemetry's names. No
 * caller can make new series without end: a path that nothing answers has an empty route, and a
 * method that HTTP does not know is {@code _OTHER}. (Liberty's own metric of this name lets any
 * method through.) Thread-safe.
 */
@Provider
@PreMatching
public class RequestMetrics
    implements DynamicFeature, ContainerRequestFilter, ContainerResponseFilter {

  private static final String BEGIN = RequestMetrics.class.getName();
  private static final String ROUTE = BEGIN + ".route";
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH");
  private static final Metadata DURATION =
      Metadata.builder()
          .withName("http.server.request.duration")
          .withDescription("Requests of an endpoint, until their answer is made.")
          .withUnit(MetricUnits.SECONDS)
          .build();

  private record Series(String method, String route, int status) {}

  /** Marks the requests of one endpoint with the path that stands in the resource. */
  private record Route(String path) implements ContainerRequestFilter {

    @Override
    public void filter(ContainerRequestContext request) {
      request.setProperty(ROUTE, path);
    }
  }

  @Inject MetricRegistry registry;

  private final Map<Series, Timer> timers = new ConcurrentHashMap<>();

  @Override
  public void configure(ResourceInfo endpoint, FeatureContext context) {
    String route = path(endpoint.getResourceClass()) + path(endpoint.getResourceMethod());
    // Runs before any filter that may answer the request itself.
    context.register(new Route(route), Integer.MIN_VALUE);
  }

  @Override
  public void filter(ContainerRequestContext request) {
    request.setProperty(BEGIN, System.nanoTime());
  }

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    if (request.getProperty(BEGIN) instanceof Long begin) {
      String method = METHODS.contains(request.getMethod()) ? request.getMethod() : "_OTHER";
      String route = request.getProperty(ROUTE) instanceof String path ? path : "";
      timers
          .computeIfAbsent(new Series(method, route, response.getStatus()), this::timer)
          .update(Duration.ofNanos(System.nanoTime() - begin));
    }
  }

  private Timer timer(Series series) {
    return registry.timer(
        DURATION,
        new Tag("http_request_method", series.method),
        new Tag("http_route", series.route),
        new Tag("http_response_status_code", Integer.toString(series.status)));
  }

  private static String path(AnnotatedElement annotated) {
    Path path = annotated.getAnnotation(Path.class);
    return path == null ? "" : path.value();
  }
}
