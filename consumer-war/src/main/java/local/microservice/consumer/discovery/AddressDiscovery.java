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
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import local.microservice.consumer.discovery.DiscoverySettings.AddressFamily;
import org.eclipse.microprofile.config.Config;

/**
 * Finds every address behind a list of {@code http(s)://host[:port]}, as the JDK resolves names:
 * with the machine's search domains and hosts file, which Stork's own DNS discovery does not read.
 * The list is read anew each time, so that a change of it needs no restart.
 *
 * <p>A resolution blocks until every name is looked up; one resolution runs at a time.
 */
final class AddressDiscovery implements ServiceDiscovery {

  /** Looks up a name; {@link InetAddress#getAllByName} but in tests. */
  interface NameService {
    InetAddress[] lookup(String host) throws UnknownHostException;
  }

  private final Supplier<String> addresses;
  private final AddressFamily family;
  private final NameService names;
  private final Map<ServiceAddress, List<ServiceInstance>> lastGood = new HashMap<>();

  AddressDiscovery(Supplier<String> addresses, AddressFamily family, NameService names) {
    this.addresses = addresses;
    this.family = family;
    this.names = names;
  }

  @Override
  public Uni<List<ServiceInstance>> getServiceInstances() {
    return Uni.createFrom().item(this::resolve);
  }

  private synchronized List<ServiceInstance> resolve() {
    List<ServiceAddress> services = ServiceAddress.parseList(addresses.get());
    lastGood.keySet().retainAll(services);
    Set<String> failures = new LinkedHashSet<>();
    List<ServiceInstance> all = new ArrayList<>();
    for (ServiceAddress service : services) {
      try {
        lastGood.put(service, instances(service));
      } catch (UnknownHostException unknown) {
        failures.add("no address is known for " + service.host());
      }
      all.addAll(lastGood.getOrDefault(service, List.of()));
    }
    if (!failures.isEmpty()) {
      throw new PartialResolutionException(String.join("; ", failures), all);
    }
    return all;
  }

  private List<ServiceInstance> instances(ServiceAddress service) throws UnknownHostException {
    InetAddress[] found = names.lookup(service.host());
    boolean wantIpv4 = family == AddressFamily.PREFER_IPV4;
    List<InetAddress> wanted =
        Arrays.stream(found).filter(ip -> ip instanceof Inet4Address == wantIpv4).toList();
    List<InetAddress> counting = wanted.isEmpty() ? List.of(found) : wanted;
    if (counting.isEmpty()) {
      throw new UnknownHostException(service.host());
    }
    return counting.stream().map(ip -> instance(service, ip)).toList();
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
      String property = "stork." + service + ".service-discovery.addresses";
      return new AddressDiscovery(
          () -> config.getOptionalValue(property, String.class).orElse(""),
          DiscoverySettings.of(config, service).addressFamily(),
          InetAddress::getAllByName);
    }
  }
}
