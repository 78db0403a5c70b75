package local.microservice.discovery.resolve;

/** Which addresses of a name with both kinds are used: an instance must not count twice. */
public enum AddressFamily {
  /** The IPv4 addresses if there are any, else the IPv6 addresses. */
  PREFER_IPV4,
  /** The IPv6 addresses if there are any, else the IPv4 addresses. */
  PREFER_IPV6
}
