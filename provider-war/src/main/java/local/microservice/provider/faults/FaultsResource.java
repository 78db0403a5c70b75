package local.microservice.provider.faults;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.stream.JsonParser;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import local.microservice.service.problem.ProblemException;
import local.microservice.service.request.RequestBody;

/**
 * Makes the instance on the port of the request sick, and well again, for demonstrations and tests.
 * Only a service with {@code FAULTS_ENABLED=true} has this resource.
 */
@ApplicationScoped
@Path("/faults")
@Produces(MediaType.APPLICATION_JSON)
public class FaultsResource {

  private static final int LONGEST_BODY = 4096;

  @Inject Faults faults;

  /**
   * Sets the faults, and replaces the earlier ones.
   *
   * @param request tells the port
   * @param headers tell the type of the body
   * @param body a JSON object of at most 4096 bytes
   * @return the faults now in force
   * @throws ProblemException with status 400 when the body is not allowed; the faults then stay as
   *     they were
   */
  @PUT
  @Consumes(MediaType.APPLICATION_JSON)
  public Fault put(
      @Context HttpServletRequest request, @Context HttpHeaders headers, InputStream body) {
    byte[] bytes = RequestBody.firstBytes(headers.getMediaType(), body, LONGEST_BODY + 1);
    Fault fault;
    try {
      fault = Fault.of(read(bytes));
    } catch (IllegalArgumentException bad) {
      throw new ProblemException(400, bad.getMessage());
    }
    faults.set(request.getLocalPort(), fault);
    return fault;
  }

  /**
   * Tells the faults.
   *
   * @param request tells the port
   * @return the faults now in force; their rate is 0 if there are none
   */
  @GET
  public Fault get(@Context HttpServletRequest request) {
    return faults.on(request.getLocalPort());
  }

  /**
   * Removes the faults, if there are any.
   *
   * @param request tells the port
   */
  @DELETE
  public void delete(@Context HttpServletRequest request) {
    faults.remove(request.getLocalPort());
  }

  private static JsonObject read(byte[] bytes) {
    if (bytes.length > LONGEST_BODY) {
      throw new IllegalArgumentException(
          "The body is longer than %d bytes.".formatted(LONGEST_BODY));
    }
    try (JsonParser parser = Json.createParser(new ByteArrayInputStream(bytes))) {
      parser.next();
      JsonObject object = parser.getObject();
      // Fails if anything follows the object.
      parser.hasNext();
      return object;
    } catch (RuntimeException malformed) {
      // The parser throws other exceptions than JsonException for no body, for an array, and for a
      // number of 2000 digits.
      throw new IllegalArgumentException(
          "The body must be a JSON object, such as {\"status\":503,\"rate\":0.5,\"delay\":\"PT2S\"}.");
    }
  }
}
