package local.microservice.discovery.resolve;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A configured address of a service: a scheme, a host that may have several IP addresses, and a
 * port.
 *
 * @param scheme {@code http} or {@code https}
 * @param host a name or an IP literal; an IPv6 literal without its brackets
 * @param port 1 to 65535
 */
public record ServiceAddress(String scheme, String host, int port) {

  private static final Pattern HOST_AND_PORT =
      Pattern.compile("(?<host>\\[.+]|[^:]+)(:(?<port>\\d{0,9}))?");

  /** Names that resolvers accept. A URI's host allows fewer: Docker and Swarm use underscores. */
  private static final Pattern NAME = Pattern.compile("\\w[\\w-]{0,62}(\\.\\w[\\w-]{0,62})*\\.?");

  private static final int LONGEST_NAME = 254;
  private static final Pattern NUMBERS = Pattern.compile("[\\d.]+");
  private static final Pattern IPV4 =
      Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?!$)|$)){4}");

  /**
   * Parses addresses as an operator writes them.
   *
   * @param text one or more {@code http://host[:port]} or {@code https://host[:port]}, separated by
   *     commas; a host may have underscores or a dot at its end
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
   * Tells whether {@link #parseList} accepts a text.
   *
   * @param text any text
   * @return true if the text is accepted
   */
  public static boolean isList(String text) {
    try {
      parseList(text);
      return true;
    } catch (IllegalArgumentException bad) {
      return false;
    }
  }

  /** The name for {@code Host} and for certificates: without the root's dot at its end. */
  String name() {
    return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
  }

  private static ServiceAddress parse(String text) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException bad) {
      throw new IllegalArgumentException("'" + text + "' is not a URL", bad);
    }
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new IllegalArgumentException("'" + text + "' is neither http:// nor https://");
    }
    // URI.getHost() is null for a name with an underscore.
    String authority = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
    Matcher parts = HOST_AND_PORT.matcher(authority);
    if (!parts.matches() || !isHost(parts.group("host"), uri)) {
      throw new IllegalArgumentException("'" + text + "' must have a host and no user");
    }
    if (!uri.getRawPath().isEmpty() || uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw new IllegalArgumentException("'" + text + "' must end with its host or port");
    }
    String digits = parts.group("port");
    boolean given = digits != null && !digits.isEmpty();
    int port = given ? Integer.parseInt(digits) : scheme.equals("https") ? 443 : 80;
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("'" + text + "' has no valid port");
    }
    String host = parts.group("host");
    return new ServiceAddress(
        scheme, host.startsWith("[") ? host.substring(1, host.length() - 1) : host, port);
  }

  private static boolean isHost(String host, URI uri) {
    if (host.startsWith("[")) {
      return host.equals(uri.getHost());
    }
    return NUMBERS.matcher(host).matches()
        ? IPV4.matcher(host).matches()
        : NAME.matcher(host).matches() && host.length() <= LONGEST_NAME;
  }
}
