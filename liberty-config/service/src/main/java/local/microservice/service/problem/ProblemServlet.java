package local.microservice.service.problem;

import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;

/** Answers requests that the servlet container refused before any resource. Thread-safe. */
@WebServlet("/problem")
public class ProblemServlet extends HttpServlet {

  @Serial private static final long serialVersionUID = 1L;
  private static final Jsonb JSON = JsonbBuilder.create();

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Integer refused = (Integer) request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
    Object path = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
    int status = refused == null ? HttpServletResponse.SC_NOT_FOUND : refused;
    response.setStatus(status);
    response.setContentType(Problem.MEDIA_TYPE);
    JSON.toJson(
        Problem.of(status, path == null ? request.getRequestURI() : path.toString()),
        response.getOutputStream());
  }
}
