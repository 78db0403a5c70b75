package local.microservice.service.problem;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import local.microservice.service.log.LineLimit;

/**
 * Turns every failure into an answer with its status and {@code application/problem+json}. The
 * answer says nothing about the inside of this service; the log does. Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457, Problem Details for HTTP APIs</a>
 */
@Provider
public class ProblemMapper implements ExceptionMapper<Throwable> {

  private static final Logger LOG = System.getLogger(ProblemMapper.class.getName());
  private static final LineLimit PROBLEMS = new LineLimit(LOG);
  private static final LineLimit ERRORS = new LineLimit(LOG);

  @Context UriInfo uri;

  @Override
  public Response toResponse(Throwable failure) {
    if (failure instanceof ProblemException known) {
      if (known.getCause() != null) {
        PROBLEMS.log(Level.WARNING, known.status() + " " + path() + ": " + known.reason(), null);
      }
      return answer(known.problem(path()))
          .header(HttpHeaders.RETRY_AFTER, known.retryAfterSeconds())
          .build();
    }
    if (failure instanceof WebApplicationException known) {
      Response response = known.getResponse();
      return response.getStatus() < 400 ? response : plain(response);
    }
    ERRORS.log(Level.ERROR, "500 " + path(), failure);
    return plain(Response.serverError().build());
  }

  private Response plain(Response response) {
    Response.ResponseBuilder answer = answer(Problem.of(response.getStatus(), path()));
    for (String header : List.of(HttpHeaders.ALLOW, HttpHeaders.RETRY_AFTER)) {
      answer.header(header, response.getHeaderString(header));
    }
    return answer.build();
  }

  private Response.ResponseBuilder answer(Problem problem) {
    return Response.status(problem.status()).type(Problem.MEDIA_TYPE).entity(problem);
  }

  private String path() {
    return uri.getRequestUri().getRawPath();
  }
}
