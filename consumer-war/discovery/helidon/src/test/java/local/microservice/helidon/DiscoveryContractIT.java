package local.microservice.helidon;

import java.net.URI;
import local.microservice.discovery.contract.BalancedClient;
import local.microservice.discovery.contract.ClientsApi;
import local.microservice.discovery.contract.DiscoveryContract;
import local.microservice.discovery.contract.PlainClient;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;

/** Checks discovery on Helidon. */
class DiscoveryContractIT extends DiscoveryContract {

  @AutoClose private static HelidonServer server;

  @BeforeAll
  static void start() throws Exception {
    server =
        new HelidonServer(
            "discovery-contract",
            settings(),
            PlainClient.class,
            BalancedClient.class,
            ClientsApi.class,
            OperatorsApi.class);
  }

  @Override
  protected URI base() {
    return server.url();
  }
}
