package local.microservice.consumer.discovery;

import io.smallrye.mutiny.Uni;
import io.smallrye.stork.api.Metadata;
import io.smallrye.stork.api.ServiceDiscovery;
import io.smallrye.stork.api.ServiceInstance;
import io.smallrye.stork.api.config.ConfigWithType;
import io.smallrye.stork.api.config.ServiceConfig;
import io.smallrye.stork.impl.DefaultServiceInstance;
import io.smallrye.stork.spi.StorkInfrastructure;
import io.smallrye.stork.spi.internal.ServiceDiscoveryLoader;
import io.smallrye.stork.utils.ServiceInstanceIds;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
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
import local.microservice.consumer.discovery.DiscoverySettings.AddressFamily;
import local.microservice.consumer.discovery.NameLookup.NameService;
import org.eclipse.microprofile.config.Config;

/**
 * Finds every address behind a list of {@code http(s)://host[:port]}, as the JDK resolves names:
 * with the machine's search domains and hosts file, which Stork's own DNS discovery does not read.
 * The list is read anew each time, so that a change of it needs no restart.
 *
 * <p>Each name is looked up by itself, in the background: a resolution waits for none.
 */
final class AddressDiscovery implements ServiceDiscovery, AutoCloseable {

  private final Supplier<String> addresses;
  private final AddressFamily family;
  private final long intervalMillis;
  private final NameService names;
  private final Map<String, NameLookup> lookups = new HashMap<>();
  private List<ServiceAddress> services = List.of();
  private boolean closed;
  private volatile Runnable changed = () -> {};

  AddressDiscovery(
      Supplier<String> addresses, AddressFamily family, long intervalMillis, NameService names) {
    this.addresses = addresses;
    this.family = family;
    this.intervalMillis = intervalMillis;
    this.names = names;
  }

  /** Sets what to do when a name has another answer, so that there is more to resolve. */
  void onChange(Runnable changed) {
    this.changed = changed;
  }

  @Override
  public Uni<List<ServiceInstance>> getServiceInstances() {
    return Uni.createFrom().item(() -> resolve().instances());
  }

  /** What is known at this moment; both instances and error are missing before the first answer. */
  synchronized Resolved resolve() {
    Set<String> errors = new LinkedHashSet<>();
    try {
      services = ServiceAddress.parseList(addresses.get());
    } catch (RuntimeException bad) {
      // The names of the last good list are looked up further.
      errors.add(String.valueOf(bad.getMessage()));
    }
    followList();
    List<ServiceInstance> all = new ArrayList<>();
    // A name that is listed with two ports answers once for both.
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
            .forEach(ip -> all.add(instance(service, ip)));
      }
    }
    return new Resolved(all, tookMillis, errors.isEmpty() ? null : String.join("; ", errors));
  }

  private void followList() {
    Set<String> hosts = services.stream().map(ServiceAddress::host).collect(Collectors.toSet());
    // A name that hangs would have a second thread, were it forgotten and listed again.
    lookups
        .entrySet()
        .removeIf(each -> !hosts.contains(each.getKey()) && each.getValue().closeWhenIdle());
    if (!closed) {
      for (String host : hosts) {
        lookups.computeIfAbsent(
            host, name -> new NameLookup(name, names, intervalMillis, () -> changed.run()));
      }
    }
  }

  private List<InetAddress> counting(List<InetAddress> found) {
    boolean wantIpv4 = family == AddressFamily.PREFER_IPV4;
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

  private static ServiceInstance instance(ServiceAddress service, InetAddress ip) {
    return new DefaultServiceInstance(
        ServiceInstanceIds.next(),
        ip.getHostAddress(),
        service.port(),
        service.scheme().equals("https"),
        Map.of(Instance.HOST_NAME, service.name()),
        Metadata.empty());
  }

  /**
   * Makes this discovery for the services with {@code stork.NAME.service-discovery.type=addresses}.
   */
  @ApplicationScoped
  static class Loader implements ServiceDiscoveryLoader {

    @Inject Config config;

    @Override
    public String type() {
      return "addresses";
    }

    @Override
    public ServiceDiscovery createServiceDiscovery(
        ConfigWithType type,
        String service,
        ServiceConfig serviceConfig,
        StorkInfrastructure infrastructure) {
      DiscoverySettings settings = DiscoverySettings.of(config, service);
      return new AddressDiscovery(
          () ->
              ServiceProperty.find(config, "stork", service, "service-discovery.addresses")
                  .map(ServiceProperty::value)
                  .orElse(""),
          settings.addressFamily(),
          settings.refreshMillis(),
          InetAddress::getAllByName);
    }
  }
}
