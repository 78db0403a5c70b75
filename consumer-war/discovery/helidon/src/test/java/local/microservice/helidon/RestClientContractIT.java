package local.microservice.helidon;

import java.net.URI;
import local.microservice.discovery.contract.ContractApi;
import local.microservice.discovery.contract.ContractClient;
import local.microservice.discovery.contract.ContractFeature;
import local.microservice.discovery.contract.RestClientContract;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;

/** Checks the features of Rest Clients on Helidon. */
class RestClientContractIT extends RestClientContract {

  @AutoClose private static HelidonServer server;

  @BeforeAll
  static void start() throws Exception {
    server =
        new HelidonServer(
            "rest-client-contract",
            startProviders(),
            ContractApi.class,
            ContractClient.class,
            ContractFeature.class);
  }

  @Override
  protected URI base() {
    return server.url();
  }

  @Override
  protected String mended(ContractFeature feature, String overHttp) {
    return switch (feature) {
      // Helidon sends the header before the second interceptor changes it.
      case WRITER_INTERCEPTORS_BY_PRIORITY -> overHttp.replace("[early]", "[early,late]");
      // Helidon sends the request, but without the body that the interceptor refuses to write.
      case WRITER_INTERCEPTOR_THAT_FAILS -> "jakarta.ws.rs.ProcessingException\n";
      // Helidon gives 302 the reason phrase of 307.
      case NO_REDIRECTS -> overHttp.replace("302 Temporary Redirect", "302 Found");
      default -> overHttp;
    };
  }
}
