package local.microservice.discovery.stork;

import static local.microservice.discovery.fixtures.TestService.soon;
import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.stork.api.ServiceInstance;
import java.util.List;
import local.microservice.discovery.fixtures.MapConfig;
import local.microservice.discovery.http.Endpoint;
import local.microservice.discovery.resolve.Source;
import org.junit.jupiter.api.Test;

class AddressesLoaderTest {

  private static void awaitResolved(OwnDiscovery discovery, String address) {
    soon()
        .untilAsserted(
            () -> {
              assertThat(discovery.source().resolve().endpoints())
                  .extracting(Endpoint::toString)
                  .containsExactly(address);
            });
  }

  @Test
  void makesADiscoveryOfTheConfigurationOfItsService() throws Exception {
    AddressesLoader loader = new AddressesLoader();
    MapConfig config =
        new MapConfig().with("stork.mine.service-discovery.addresses", "https://127.0.0.9:1");
    loader.config = config;
    assertThat(loader.type()).isEqualTo("addresses");

    OwnDiscovery discovery = (OwnDiscovery) loader.createServiceDiscovery(null, "mine", null, null);

    try (Source source = discovery.source()) {
      assertThat(source).isNotNull();
      awaitResolved(discovery, "https://127.0.0.9:1");
      List<ServiceInstance> found = discovery.getServiceInstances().await().indefinitely();
      assertThat(found).hasSize(1);
      assertThat(found.get(0).getHost()).isEqualTo("127.0.0.9");
      assertThat(found.get(0).getPort()).isEqualTo(1);
      assertThat(found.get(0).isSecure()).isTrue();
      config.with("stork.mine.service-discovery.addresses", "http://127.0.0.8:1");
      awaitResolved(discovery, "http://127.0.0.8:1");
    }
  }

  @Test
  void resolvesNothingWhereNoAddressIsSet() throws Exception {
    AddressesLoader loader = new AddressesLoader();
    loader.config = new MapConfig();

    OwnDiscovery discovery = (OwnDiscovery) loader.createServiceDiscovery(null, "mine", null, null);

    try (Source source = discovery.source()) {
      assertThat(source.resolve().error()).contains("''");
    }
  }
}
