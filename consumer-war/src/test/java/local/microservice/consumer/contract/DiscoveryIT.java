package local.microservice.consumer.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import local.microservice.consumer.ConsumerWar;
import local.microservice.discovery.contract.BalancedClient;
import local.microservice.discovery.contract.ClientsApi;
import local.microservice.discovery.contract.DiscoveryContract;
import local.microservice.discovery.contract.PlainClient;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks discovery in a real Liberty, and what only Liberty or this consumer has. */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
class DiscoveryIT extends DiscoveryContract {

  /**
   * Each file in this folder is a variable. Liberty reads a change at once, and the variable
   * overrides every other setting.
   */
  private static final Path PROVIDER_SERVICE =
      ConsumerWar.server().resolve("variables/PROVIDER_SERVICE");

  @ArquillianResource URI base;

  @Deployment(testable = false)
  static WebArchive war() {
    WebArchive war =
        ConsumerWar.with(settings())
            .addClasses(
                PlainClient.class,
                PlainClient.Order.class,
                BalancedClient.class,
                ClientsApi.class,
                ClientsApi.Clients.class,
                ClientsApi.Failures.class);
    // Without the contract, the test's providers may answer with only their address.
    war.delete("/WEB-INF/classes/local/microservice/consumer/fetch/ProviderContract.class");
    return war;
  }

  @Override
  protected URI base() {
    return base;
  }

  @AfterEach
  void unsetVariable() throws Exception {
    Files.deleteIfExists(PROVIDER_SERVICE);
  }

  @Test
  void aPlainRestClientSendsEveryCallToOneInstance() throws Exception {
    assertThat(answers("/clients/plain", 12)).hasSize(1).containsValue(12L);
  }

  @Test
  void aPlainRestClientLetsCallersWaitForAConnection() throws Exception {
    int atOnce = mostAtOnce("/clients/plain/at-once/256");

    System.out.printf("256 callers of a plain Rest Client: at most %d calls at once%n", atOnce);
    assertThat(atOnce).isLessThan(256);
  }

  @Test
  void followsAChangedVariableWithoutARestartAndDropsTheSeriesOfWhatIsGone() throws Exception {
    String gone = "address=\"http://127.0.0.3:" + PORT + "\"";
    await().until(() -> get("/metrics").body().contains(gone));

    Files.createDirectories(PROVIDER_SERVICE.getParent());
    Files.writeString(PROVIDER_SERVICE, "http://127.0.0.2:" + PORT);

    await().until(() -> states().size() == 1);
    assertThat(answers("/clients/balanced", 12)).hasSize(1);
    await().until(() -> !get("/metrics").body().contains(gone));
    assertThat(get("/metrics").body())
        .contains("discovery_instance_calls_total{", "discovery_instance_in_rotation{");
    await().until(() -> provider(1).connections() == 0);

    Files.writeString(PROVIDER_SERVICE, "ftp://nonsense");
    await().until(() -> view().getJsonObject("resolution").containsKey("error"));
    assertThat(states()).containsExactly("in-rotation");
  }

  @Test
  void isReadyAndShowsHowManyInstancesAreInRotation() throws Exception {
    assertThat(get("/health/ready").body())
        .contains("\"name\":\"instances\"", "\"provider\":\"3 of 3\"");
  }

  @Test
  void isForOperatorsAlone() throws Exception {
    assertThat(get("/consumer/discovery").statusCode()).isEqualTo(404);
    assertThat(get("/openapi").body())
        .contains("/discovery:")
        .doesNotContain("/consumer/discovery");
  }

  @ParameterizedTest
  @CsvSource({"cross-site, 403", "same-origin, 200"})
  void answersNoPageOfAnotherSite(String site, int status) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(base.resolve("/discovery"))
            .header("Sec-Fetch-Site", site)
            .header("Sec-Fetch-Mode", "cors")
            .build();

    assertThat(HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode())
        .isEqualTo(status);
  }
}
