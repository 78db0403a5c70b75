package local.microservice.consumer.page;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import local.microservice.consumer.discovery.Discovery;
import local.microservice.consumer.problem.ProblemException;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Makes an instance sick, or well again, for the page, whose browser reaches this consumer alone.
 * It is there only where {@code FAULTS_ENABLED} is true, and passes on to known instances only.
 */
@ApplicationScoped
@Path("/discovery/faults")
public class FaultsResource {

  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();

  @Inject Discovery discovery;

  /**
   * Tells whether it is there.
   *
   * @return the value of {@code FAULTS_ENABLED}, false where it is not set
   */
  public static boolean enabled() {
    // The default stands here: in the WAR's properties it would win over the development server's.
    return ConfigProvider.getConfig()
        .getOptionalValue("FAULTS_ENABLED", Boolean.class)
        .orElse(false);
  }

  /**
   * Sets the faults of an instance.
   *
   * @param instance its address, as discovery shows it
   * @param fault what the instance's own {@code /faults} takes
   * @return the instance's answer
   * @throws NotFoundException for an instance that discovery does not know
   * @throws ProblemException with status 502 when it does not answer
   */
  @PUT
  @Consumes(MediaType.APPLICATION_JSON)
  public Response put(@QueryParam("instance") String instance, String fault) {
    return pass("PUT", instance, BodyPublishers.ofString(fault));
  }

  /**
   * Removes the faults of an instance.
   *
   * @param instance its address, as discovery shows it
   * @return the instance's answer
   * @throws NotFoundException for an instance that discovery does not know
   * @throws ProblemException with status 502 when it does not answer
   */
  @DELETE
  public Response delete(@QueryParam("instance") String instance) {
    return pass("DELETE", instance, BodyPublishers.noBody());
  }

  private Response pass(String method, String instance, BodyPublisher body) {
    if (!isKnown(instance)) {
      throw new NotFoundException();
    }
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(instance + "/faults"))
            .timeout(PATIENCE)
            .header("Content-Type", MediaType.APPLICATION_JSON)
            .method(method, body)
            .build();
    try {
      HttpResponse<String> answer = HTTP.send(request, BodyHandlers.ofString());
      return Response.status(answer.statusCode())
          .type(answer.headers().firstValue("Content-Type").orElse(MediaType.TEXT_PLAIN))
          .entity(answer.body())
          .build();
    } catch (IOException failure) {
      throw unreachable(failure);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw unreachable(stopping);
    }
  }

  private boolean isKnown(String instance) {
    return discovery.view().services().stream()
        .flatMap(service -> service.instances().stream())
        .anyMatch(each -> each.address().equals(instance));
  }

  private static ProblemException unreachable(Exception cause) {
    return new ProblemException(
        502,
        "tag:microservice.local,2026:instance-unreachable",
        "The instance does not answer",
        "Its faults are what they were.",
        null,
        cause);
  }
}
