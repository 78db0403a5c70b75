package local.microservice.service.request;

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
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Encodes the characters of a request's URI that no URI may have. A browser sends a query such as
 * {@code a|b} unchanged, and Liberty passes it on. RESTEasy and a trace would then fail to make a
 * {@link java.net.URI} of it. Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3986#section-2">RFC 3986, section 2</a>
 */
@WebFilter(
    urlPatterns = "/*",
    dispatcherTypes = {DispatcherType.REQUEST, DispatcherType.ASYNC},
    asyncSupported = true)
public class EncodedUri extends HttpFilter {

  @Serial private static final long serialVersionUID = 1L;

  /** A host may be an IPv6 address in brackets. A path or a query may not have brackets. */
  private static final Pattern ILLEGAL_IN_HOST =
      Pattern.compile("[^\\w.~:/?@!$&'()*+,;=%\\[\\]-]|%(?!\\p{XDigit}{2})");

  private static final Pattern ILLEGAL = Pattern.compile(ILLEGAL_IN_HOST.pattern() + "|[\\[\\]]");

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    String url = request.getRequestURL().toString();
    String query = request.getQueryString();
    int path = url.indexOf('/', url.indexOf("://") + "://".length());
    // The URL of an OPTIONS request may have no path.
    int hostEnd = path < 0 ? url.length() : path;
    String encodedUrl =
        encode(ILLEGAL_IN_HOST, url.substring(0, hostEnd))
            + encode(ILLEGAL, url.substring(hostEnd));
    String encodedQuery = query == null ? null : encode(ILLEGAL, query);
    boolean isUri = encodedUrl.equals(url) && Objects.equals(encodedQuery, query);
    chain.doFilter(isUri ? request : new Encoded(request, encodedUrl, encodedQuery), response);
  }

  private static String encode(Pattern illegal, String text) {
    return illegal
        .matcher(text)
        .replaceAll(found -> Matcher.quoteReplacement(URLEncoder.encode(found.group(), UTF_8)));
  }

  private static final class Encoded extends HttpServletRequestWrapper {

    private final String url;
    private final String query;

    Encoded(HttpServletRequest request, String url, String query) {
      super(request);
      this.url = url;
      this.query = query;
    }

    @Override
    public StringBuffer getRequestURL() {
      return new StringBuffer(url);
    }

    @Override
    public String getQueryString() {
      return query;
    }
  }
}
