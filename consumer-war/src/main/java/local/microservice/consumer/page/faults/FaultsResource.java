package local.microservice.consumer.page.faults;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import local.microservice.consumer.page.http.BoundedExchange;
import local.microservice.discovery.Discovery;
import local.microservice.discovery.call.BalancedService;
import local.microservice.discovery.instance.Instance;
import local.microservice.service.problem.ProblemException;
import local.microservice.service.request.RequestBody;

/**
 * Makes an instance sick, or well again, and tells how it is, for the page: the page's browser can
 * reach this consumer only. Available only if {@code FAULTS_ENABLED} is true, and only for known
 * instances.
 */
@ApplicationScoped
@Path("/discovery/faults")
public class FaultsResource {

  /** The longest body of a request, and of the instance's answer. */
  private static final int LONGEST_BODY = 4096;

  /** The time limit for the complete answer of an instance. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** The media types that are not passed on as plain text. */
  private static final Set<String> JSON =
      Set.of(MediaType.APPLICATION_JSON, "application/problem+json");

  @Inject Discovery discovery;

  @Inject FaultsInForce inForce;

  /**
   * Sets the faults of an instance.
   *
   * @param instance the instance's address, as discovery shows it
   * @param headers have the type of the body
   * @param body the body for the instance's own {@code /faults}
   * @return the instance's answer
   * @throws ProblemException with status 404 for an instance that discovery does not know
   * @throws ClientErrorException with status 413 when the body is too long
   * @throws ProblemException with status 502 when the instance gives no answer, or an invalid one
   */
  @PUT
  @Consumes(MediaType.APPLICATION_JSON)
  public Response put(
      @QueryParam("instance") String instance, @Context HttpHeaders headers, InputStream body) {
    Known known = known(instance);
    byte[] fault = RequestBody.whole(headers.getMediaType(), body, LONGEST_BODY);
    HttpResponse<byte[]> answer = ask("PUT", instance, BodyPublishers.ofByteArray(fault));
    if (isDone(answer)) {
      inForce.set(known.service, known.instance, answer.body());
    }
    return passOn(answer);
  }

  /**
   * Tells the faults of an instance.
   *
   * @param instance the instance's address, as discovery shows it
   * @return the instance's answer
   * @throws ProblemException with status 404 for an instance that discovery does not know, and with
   *     status 502 when the instance gives no answer, or an invalid one
   */
  @GET
  public Response get(@QueryParam("instance") String instance) {
    known(instance);
    return passOn(ask("GET", instance, BodyPublishers.noBody()));
  }

  /**
   * Removes the faults of an instance.
   *
   * @param instance the instance's address, as discovery shows it
   * @return the instance's answer
   * @throws ProblemException with status 404 for an instance that discovery does not know, and with
   *     status 502 when the instance gives no answer, or an invalid one
   */
  @DELETE
  public Response delete(@QueryParam("instance") String instance) {
    Known known = known(instance);
    HttpResponse<byte[]> answer = ask("DELETE", instance, BodyPublishers.noBody());
    if (isDone(answer)) {
      inForce.remove(known.service, known.instance);
    }
    return passOn(answer);
  }

  private record Known(String service, Instance instance) {}

  private Known known(String address) {
    for (BalancedService service : discovery.services()) {
      for (Instance instance : service.view().known()) {
        if (instance.address().equals(address)) {
          return new Known(service.name(), instance);
        }
      }
    }
    throw new ProblemException(404, "There is no instance of this address.");
  }

  private static HttpResponse<byte[]> ask(String method, String instance, BodyPublisher body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(instance + "/faults"))
            .header("Content-Type", MediaType.APPLICATION_JSON)
            .method(method, body)
            .build();
    CompletableFuture<HttpResponse<byte[]>> exchange =
        BoundedExchange.send(request, LONGEST_BODY + 1, PATIENCE);
    try {
      return exchange.get();
    } catch (ExecutionException failure) {
      throw unreachable(
          failure.getCause() instanceof TimeoutException
              ? new TimeoutException("no whole answer within " + PATIENCE)
              : failure);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw unreachable(stopping);
    } finally {
      exchange.cancel(true);
    }
  }

  private static boolean isDone(HttpResponse<?> answer) {
    return answer.statusCode() / 100 == 2;
  }

  private static Response passOn(HttpResponse<byte[]> answer) {
    int status = answer.statusCode();
    if (status < 200 || status > 599 || answer.body().length > LONGEST_BODY) {
      throw unusable(
          new IOException("status %d, %d bytes or more".formatted(status, answer.body().length)));
    }
    Response.ResponseBuilder response = Response.status(status);
    return answer.body().length == 0
        ? response.build()
        : response.type(type(answer)).entity(answer.body()).build();
  }

  /** Any server may have given the answer, but the browser takes it for this consumer's. */
  private static String type(HttpResponse<?> answer) {
    return answer
        .headers()
        .firstValue("Content-Type")
        .map(type -> type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
        .filter(JSON::contains)
        .orElse(MediaType.TEXT_PLAIN);
  }

  private static ProblemException unreachable(Exception cause) {
    return problem(
        "instance-unreachable",
        "The instance does not answer",
        "It may have faults or not.",
        cause);
  }

  private static ProblemException unusable(Exception cause) {
    return problem(
        "bad-instance-answer",
        "The instance's answer is not usable",
        "It answered something else than its faults.",
        cause);
  }

  private static ProblemException problem(
      String type, String title, String detail, Exception cause) {
    return new ProblemException(
        502, "tag:microservice.local,2026:" + type, title, detail, null, cause);
  }
}
