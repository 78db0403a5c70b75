package local.microservice.consumer.settings;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import local.microservice.discovery.Discovery;
import local.microservice.discovery.resolve.ServiceAddress;
import local.microservice.service.settings.ServiceStart;
import local.microservice.service.settings.Setting;

/** Starts discovery with this service's settings. Thread-safe. */
@ApplicationScoped
public class DiscoveryStart implements ServiceStart {

  private static final Setting PROVIDER_SERVICE =
      new Setting(
          "PROVIDER_SERVICE",
          "one or more http://host[:port] or https://host[:port], separated by commas",
          ServiceAddress::isList);

  @Inject Discovery discovery;

  @Override
  public List<Setting> settings() {
    return List.of(PROVIDER_SERVICE);
  }

  @Override
  public void begin() {
    discovery.start();
  }
}
