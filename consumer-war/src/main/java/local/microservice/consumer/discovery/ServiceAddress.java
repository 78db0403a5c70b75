package local.microservice.consumer.discovery;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Where a service says it is: a scheme, a host that may stand for several addresses, and a port.
 *
 * @param scheme {@code http} or {@code https}
 * @param host a name or an IP literal; an IPv6 literal without its brackets
 * @param port 1 to 65535
 */
public record ServiceAddress(String scheme, String host, int port) {

  /**
   * Reads addresses as an operator writes them.
   *
   * @param text one or more {@code http://host[:port]} or {@code https://host[:port]}, separated by
   *     commas
   * @return the addresses, at least one, in the order of the text
   * @throws IllegalArgumentException if the text is anything else
   */
  public static List<ServiceAddress> parseList(String text) {
    return Arrays.stream(text.split(",", -1))
        .map(String::strip)
        .map(ServiceAddress::parse)
        .toList();
  }

  /**
   * Tells whether {@link #parseList} can read a text.
   *
   * @param text any text
   * @return true if it can
   */
  public static boolean isList(String text) {
    try {
      parseList(text);
      return true;
    } catch (IllegalArgumentException bad) {
      return false;
    }
  }

  private static ServiceAddress parse(String text) {
    URI uri;
    try {
      uri = new URI(text).parseServerAuthority();
    } catch (URISyntaxException bad) {
      throw new IllegalArgumentException("'" + text + "' is not a URL", bad);
    }
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new IllegalArgumentException("'" + text + "' is neither http:// nor https://");
    }
    if (uri.getHost() == null || uri.getUserInfo() != null) {
      throw new IllegalArgumentException("'" + text + "' must have a host and no user");
    }
    if (!uri.getRawPath().isEmpty() || uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw new IllegalArgumentException("'" + text + "' must end with its host or port");
    }
    int port = uri.getPort() >= 0 ? uri.getPort() : scheme.equals("https") ? 443 : 80;
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("'" + text + "' has no valid port");
    }
    String host = uri.getHost();
    return new ServiceAddress(
        scheme, host.startsWith("[") ? host.substring(1, host.length() - 1) : host, port);
  }
}
