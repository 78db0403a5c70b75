package local.microservice.discovery.http;

import java.net.InetAddress;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Where an instance listens. Two that are equal are the same instance.
 *
 * @param scheme {@code http} or {@code https}
 * @param name what stands in {@code Host} and in the instance's certificate
 * @param ip where connections go; null for wherever the name leads when one is opened
 * @param port 1 to 65535
 */
public record Endpoint(String scheme, String name, InetAddress ip, int port) {

  /**
   * Tells the address by itself, or the name where there is none.
   *
   * @return an IPv6 address comes without brackets
   */
  public String host() {
    return ip == null ? name : ip.getHostAddress();
  }

  /**
   * Tells whether connections are encrypted.
   *
   * @return true for {@code https}
   */
  public boolean isSecure() {
    return "https".equals(scheme);
  }

  /**
   * Leaves one of those that lead to the same address: two names for one instance must not double
   * its share.
   *
   * @param found any
   * @param preferred which one stays; else the first
   * @return in the order of their addresses
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

  /** {@code http://10.0.0.1:8081}; an IPv6 address stands in brackets. */
  @Override
  public String toString() {
    String host = host();
    return scheme + "://" + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}
