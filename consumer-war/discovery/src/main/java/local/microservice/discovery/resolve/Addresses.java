package local.microservice.discovery.resolve;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import local.microservice.discovery.http.Endpoint;
import local.microservice.discovery.time.Background;
import local.microservice.discovery.time.Clock;

/**
 * Finds every address behind a list of {@code http(s)://host[:port]}. The JDK resolves the names,
 * with the machine's search domains and hosts file. The list is read at each resolution, so a
 * change needs no restart.
 *
 * <p>Each name has its own background lookup. A resolution waits for none of them.
 */
public final class Addresses implements Source {

  private final Supplier<String> addresses;
  private final ResolveSettings settings;
  private final NameService names;
  private final Clock clock;
  private final Background background;
  private final Map<String, NameLookup> lookups = new HashMap<>();
  private List<ServiceAddress> services = List.of();
  private boolean closed;
  private volatile Runnable changed = () -> {};

  /**
   * Makes a source that starts its lookups at the first resolution.
   *
   * @param addresses gives the current list
   * @param settings how often names are looked up, and which of their addresses are used
   * @param names looks up a name
   * @param clock the time
   * @param background runs the lookups
   */
  public Addresses(
      Supplier<String> addresses,
      ResolveSettings settings,
      NameService names,
      Clock clock,
      Background background) {
    this.addresses = addresses;
    this.settings = settings;
    this.names = names;
    this.clock = clock;
    this.background = background;
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
      // The lookups of the last good list go on.
      errors.add(String.valueOf(bad.getMessage()));
    }
    followList();
    List<Endpoint> all = new ArrayList<>();
    // A name with two ports gets one answer for both.
    Map<String, List<InetAddress>> known = new HashMap<>();
    long tookMillis = 0;
    for (ServiceAddress service : services) {
      NameLookup lookup = lookups.get(service.host());
      if (lookup != null) {
        String error = lookup.error();
        if (error != null) {
          errors.add(error);
        }
        tookMillis = Math.max(tookMillis, lookup.tookMillis());
        known
            .computeIfAbsent(service.host(), host -> counting(lookup.addresses()))
            .forEach(ip -> all.add(endpoint(service, ip)));
      }
    }
    return new Resolved(all, tookMillis, errors.isEmpty() ? null : String.join("; ", errors));
  }

  private void followList() {
    Set<String> hosts = services.stream().map(ServiceAddress::host).collect(Collectors.toSet());
    // A lookup that hangs is kept: otherwise, if its name is listed again, there would be a second
    // thread.
    lookups
        .entrySet()
        .removeIf(each -> !hosts.contains(each.getKey()) && each.getValue().closeWhenIdle());
    if (!closed) {
      for (String host : hosts) {
        lookups.computeIfAbsent(
            host,
            name ->
                new NameLookup(
                    name, names, settings.refreshMillis(), () -> changed.run(), clock, background));
      }
    }
  }

  private List<InetAddress> counting(List<InetAddress> found) {
    boolean wantIpv4 = settings.addressFamily() == AddressFamily.PREFER_IPV4;
    List<InetAddress> wanted =
        found.stream().filter(ip -> ip instanceof Inet4Address == wantIpv4).toList();
    return wanted.isEmpty() ? found : wanted;
  }

  @Override
  public synchronized void close() {
    closed = true;
    lookups.values().forEach(NameLookup::close);
    lookups.clear();
  }

  private static Endpoint endpoint(ServiceAddress service, InetAddress ip) {
    return new Endpoint(service.scheme(), service.name(), ip, service.port());
  }
}
