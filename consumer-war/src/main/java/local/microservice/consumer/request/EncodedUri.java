package local.microservice.consumer.request;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.net.URLEncoder;
import java.util.regex.Pattern;

/**
 * Encodes what is in a request's URI and may be in none. A browser sends a query such as {@code
 * a|b} as it is, and so it comes through the server; then each {@link java.net.URI} that RESTEasy
 * or a trace makes of it fails. Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3986#section-2">RFC 3986, section 2</a>
 */
@WebFilter(
    urlPatterns = "/*",
    dispatcherTypes = {DispatcherType.REQUEST, DispatcherType.ASYNC},
    asyncSupported = true)
public class EncodedUri extends HttpFilter {

  @Serial private static final long serialVersionUID = 1L;

  /** Brackets too, as a path may not have them. */
  private static final Pattern ILLEGAL =
      Pattern.compile("[^\\w.~:/?@!$&'()*+,;=%-]|%(?!\\p{XDigit}{2})");

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    String query = request.getQueryString();
    boolean isUri = isLegal(request.getRequestURL()) && (query == null || isLegal(query));
    chain.doFilter(isUri ? request : new Encoded(request), response);
  }

  private static boolean isLegal(CharSequence text) {
    return !ILLEGAL.matcher(text).find();
  }

  private static String encode(CharSequence text) {
    return ILLEGAL.matcher(text).replaceAll(illegal -> URLEncoder.encode(illegal.group(), UTF_8));
  }

  private static final class Encoded extends HttpServletRequestWrapper {

    Encoded(HttpServletRequest request) {
      super(request);
    }

    @Override
    public StringBuffer getRequestURL() {
      return new StringBuffer(encode(super.getRequestURL()));
    }

    @Override
    public String getQueryString() {
      String query = super.getQueryString();
      return query == null ? null : encode(query);
    }
  }
}
