package local.microservice.discovery.http;

import java.net.InetAddress;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The address of an instance. Equal endpoints are the same instance.
 *
 * @param scheme {@code http} or {@code https}
 * @param name the name in {@code Host} and in the instance's certificate
 * @param ip the address to connect to; null to resolve the name at each connection
 * @param port 1 to 65535
 */
public record Endpoint(String scheme, String name, InetAddress ip, int port) {

  /** {@return the IP address, or the name if there is none; an IPv6 address has no brackets} */
  public String host() {
    return ip == null ? name : ip.getHostAddress();
  }

  /** {@return whether connections are encrypted} */
  public boolean isSecure() {
    return "https".equals(scheme);
  }

  /**
   * Keeps one endpoint for each address: two names of one instance must not double its share of the
   * calls.
   *
   * @param found the endpoints
   * @param preferred whether to keep this endpoint; without a preferred one, the first is kept
   * @return the kept endpoints, in the order in which their addresses appear
   */
  public static Collection<Endpoint> oneForEachAddress(
      List<Endpoint> found, Predicate<Endpoint> preferred) {
    Map<String, Endpoint> byAddress = new LinkedHashMap<>();
    for (Endpoint each : found) {
      byAddress.merge(
          each.toString(), each, (first, other) -> preferred.test(other) ? other : first);
    }
    return byAddress.values();
  }

  /** For example {@code http://10.0.0.1:8081}; an IPv6 address has brackets. */
  @Override
  public String toString() {
    String host = host();
    return scheme + "://" + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}
