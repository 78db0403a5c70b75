package local.microservice.provider.problem;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;

/**
 * The one place where a failure becomes an answer: its status, {@code application/problem+json},
 * and nothing about the inside of this service, which goes to the log. Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457, Problem Details for HTTP APIs</a>
 */
@Provider
public class ProblemMapper implements ExceptionMapper<Throwable> {

  private static final Logger LOG = System.getLogger(ProblemMapper.class.getName());

  @Context UriInfo uri;

  @Override
  public Response toResponse(Throwable failure) {
    if (failure instanceof WebApplicationException known) {
      Response response = known.getResponse();
      return response.getStatus() < 400 ? response : plain(response);
    }
    LOG.log(Level.ERROR, "500 " + path(), failure);
    return plain(Response.serverError().build());
  }

  private Response plain(Response response) {
    int status = response.getStatus();
    String title = response.getStatusInfo().getReasonPhrase();
    Response.ResponseBuilder answer = answer(status, "about:blank", title, detail(status));
    for (String header : List.of(HttpHeaders.ALLOW, HttpHeaders.RETRY_AFTER)) {
      answer.header(header, response.getHeaderString(header));
    }
    return answer.build();
  }

  private Response.ResponseBuilder answer(int status, String type, String title, String detail) {
    return Response.status(status)
        .type(Problem.MEDIA_TYPE)
        .entity(new Problem(type, title, status, detail, path()));
  }

  private String path() {
    return uri.getRequestUri().getRawPath();
  }

  private static String detail(int status) {
    Status known = Status.fromStatusCode(status);
    if (known == null) {
      return "The request cannot be answered.";
    }
    return switch (known) {
      case NOT_FOUND -> "There is nothing at this path.";
      case METHOD_NOT_ALLOWED -> "This path does not take this method; Allow lists those it takes.";
      case NOT_ACCEPTABLE -> "This path answers with application/json only.";
      case UNSUPPORTED_MEDIA_TYPE -> "This path reads application/json only.";
      case INTERNAL_SERVER_ERROR -> "Something went wrong here; the log says what.";
      default -> "The request cannot be answered.";
    };
  }
}
