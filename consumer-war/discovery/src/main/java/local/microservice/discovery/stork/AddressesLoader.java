package local.microservice.discovery.stork;

import io.smallrye.stork.api.ServiceDiscovery;
import io.smallrye.stork.api.config.ConfigWithType;
import io.smallrye.stork.api.config.ServiceConfig;
import io.smallrye.stork.spi.StorkInfrastructure;
import io.smallrye.stork.spi.internal.ServiceDiscoveryLoader;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.concurrent.ThreadLocalRandom;
import local.microservice.discovery.config.ServiceProperty;
import local.microservice.discovery.config.SettingsReader;
import local.microservice.discovery.kubernetes.Cluster;
import local.microservice.discovery.resolve.Addresses;
import local.microservice.discovery.resolve.KnownHost;
import local.microservice.discovery.resolve.NameLookups;
import local.microservice.discovery.resolve.NameService;
import local.microservice.discovery.resolve.ResolveSettings;
import local.microservice.discovery.resolve.SourceChoice;
import local.microservice.discovery.time.Background;
import local.microservice.discovery.time.Clock;
import org.eclipse.microprofile.config.Config;

/** Makes the discovery for {@code stork.NAME.service-discovery.type=addresses}. */
@ApplicationScoped
class AddressesLoader implements ServiceDiscoveryLoader {

  @Inject Config config;

  private Cluster cluster;

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
    ResolveSettings settings = SettingsReader.of(config, service).resolve();
    return new OwnDiscovery(
        new Addresses(
            () ->
                ServiceProperty.find(config, "stork", service, "service-discovery.addresses")
                    .map(ServiceProperty::value)
                    .orElse(""),
            settings.addressFamily(),
            hosts(service, settings)));
  }

  private KnownHost.Factory hosts(String service, ResolveSettings settings) {
    NameLookups names =
        new NameLookups(
            NameService.SYSTEM, settings.refreshMillis(), Clock.SYSTEM, Background.THREADS);
    return settings.source() == SourceChoice.NAMES ? names : cluster(service).hosts(names);
  }

  /** All services are in one cluster. */
  private synchronized Cluster cluster(String service) {
    if (cluster == null) {
      cluster =
          new Cluster(
              new SettingsReader(config, service).cluster(),
              Clock.SYSTEM,
              ThreadLocalRandom::current,
              Background.THREADS);
    }
    return cluster;
  }
}
