package local.microservice.discovery.stork;

import io.smallrye.stork.api.ServiceDiscovery;
import io.smallrye.stork.api.config.ConfigWithType;
import io.smallrye.stork.api.config.ServiceConfig;
import io.smallrye.stork.spi.StorkInfrastructure;
import io.smallrye.stork.spi.internal.ServiceDiscoveryLoader;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import local.microservice.discovery.config.ServiceProperty;
import local.microservice.discovery.config.SettingsReader;
import local.microservice.discovery.resolve.Addresses;
import local.microservice.discovery.resolve.NameService;
import local.microservice.discovery.time.Background;
import local.microservice.discovery.time.Clock;
import org.eclipse.microprofile.config.Config;

/** Makes the discovery for {@code stork.NAME.service-discovery.type=addresses}. */
@ApplicationScoped
class AddressesLoader implements ServiceDiscoveryLoader {

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
    return new OwnDiscovery(
        new Addresses(
            () ->
                ServiceProperty.find(config, "stork", service, "service-discovery.addresses")
                    .map(ServiceProperty::value)
                    .orElse(""),
            SettingsReader.of(config, service).resolve(),
            NameService.SYSTEM,
            Clock.SYSTEM,
            Background.THREADS));
  }
}
