package local.microservice.discovery.resolve;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import local.microservice.discovery.http.Endpoint;

/**
 * Finds every address behind a list of {@code http(s)://host[:port]}. The list is read at each
 * resolution, so a change needs no restart.
 *
 * <p>What is known of each host is kept up to date in the background. A resolution waits for none
 * of them.
 */
public final class Addresses implements Source {

  private final Supplier<String> addresses;
  private final AddressFamily family;
  private final KnownHost.Factory factory;
  private final Map<String, KnownHost> hosts = new HashMap<>();
  private List<ServiceAddress> services = List.of();
  private boolean closed;
  private volatile Runnable changed = () -> {};

  /**
   * Makes a source that begins to learn of its hosts at the first resolution.
   *
   * @param addresses gives the current list
   * @param family which addresses of a host with both kinds are used
   * @param factory begins to learn of a host
   */
  public Addresses(Supplier<String> addresses, AddressFamily family, KnownHost.Factory factory) {
    this.addresses = addresses;
    this.family = family;
    this.factory = factory;
  }

  @Override
  public void onChange(Runnable changed) {
    this.changed = changed;
  }

  @Override
  public synchronized Resolved resolve() {
    Set<String> errors = new LinkedHashSet<>();
    try {
      services = ServiceAddress.parseList(addresses.get());
    } catch (RuntimeException bad) {
      // The hosts of the last good list go on.
      errors.add(String.valueOf(bad.getMessage()));
    }
    followList();
    List<Endpoint> all = new ArrayList<>();
    Map<Endpoint, EndpointState> states = new LinkedHashMap<>();
    // A host with two ports gets one answer for both.
    Map<String, HostAnswer> answers = new LinkedHashMap<>();
    for (ServiceAddress service : services) {
      KnownHost host = hosts.get(service.host());
      if (host != null) {
        HostAnswer answer =
            answers.computeIfAbsent(service.host(), name -> counting(host.answer()));
        answer.addresses().forEach(ip -> all.add(endpoint(service, ip)));
        answer.states().forEach((ip, state) -> states.put(endpoint(service, ip), state));
      }
    }
    answers.values().stream().map(HostAnswer::error).filter(Objects::nonNull).forEach(errors::add);
    return new Resolved(
        all,
        states,
        answers.values().stream().mapToLong(HostAnswer::tookMillis).max().orElse(0),
        errors.isEmpty() ? null : String.join("; ", errors),
        SourceInForce.ofAll(answers.values().stream().map(HostAnswer::source).toList()),
        answers.values().stream()
            .map(HostAnswer::ownZone)
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(null));
  }

  private void followList() {
    Set<String> listed = services.stream().map(ServiceAddress::host).collect(Collectors.toSet());
    // A lookup that hangs is kept: otherwise, if its name is listed again, there would be a second
    // thread.
    hosts
        .entrySet()
        .removeIf(each -> !listed.contains(each.getKey()) && each.getValue().closeWhenIdle());
    if (!closed) {
      listed.forEach(
          host -> hosts.computeIfAbsent(host, name -> factory.of(name, () -> changed.run())));
    }
  }

  /** Leaves the addresses of one family, so that an instance does not count twice. */
  private HostAnswer counting(HostAnswer answer) {
    Collection<InetAddress> found =
        answer.addresses().isEmpty() ? answer.states().keySet() : answer.addresses();
    boolean wantIpv4 = family == AddressFamily.PREFER_IPV4;
    boolean countIpv4 =
        found.stream().anyMatch(ip -> ip instanceof Inet4Address == wantIpv4) == wantIpv4;
    Predicate<InetAddress> counts = ip -> ip instanceof Inet4Address == countIpv4;
    Map<InetAddress, EndpointState> states = new LinkedHashMap<>(answer.states());
    states.keySet().removeIf(counts.negate());
    return new HostAnswer(
        answer.addresses().stream().filter(counts).toList(),
        states,
        answer.tookMillis(),
        answer.error(),
        answer.source(),
        answer.ownZone());
  }

  @Override
  public synchronized void close() {
    closed = true;
    hosts.values().forEach(KnownHost::close);
    hosts.clear();
  }

  private static Endpoint endpoint(ServiceAddress service, InetAddress ip) {
    return new Endpoint(service.scheme(), service.name(), ip, service.port());
  }
}
