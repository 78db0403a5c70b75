package local.microservice.consumer.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import local.microservice.consumer.ConsumerWar;
import local.microservice.discovery.contract.BalancedClient;
import local.microservice.discovery.contract.ClientsApi;
import local.microservice.discovery.contract.PlainClient;
import local.microservice.discovery.fixtures.TestProvider;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each strategy with 3 instances and 3,000 calls. Only the configuration chooses the strategy. */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
class StrategiesIT {

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final int PORT = Integer.getInteger("test.provider.port");
  private static final int CALLS = 3000;

  @ArquillianResource URI base;

  private final List<TestProvider> providers = new ArrayList<>();

  /**
   * Each strategy has a service of the same name. Discovery ejects none of its instances for being
   * slow.
   */
  @Deployment(testable = false)
  static WebArchive war() {
    String services =
        Stream.of(
                "lock-free-round-robin",
                "least-outstanding",
                "round-robin",
                "random",
                "power-of-two-choices",
                "least-requests",
                "least-response-time")
            .map(
                strategy ->
                    """
                    stork.%1$s.service-discovery.type=addresses
                    stork.%1$s.service-discovery.addresses=${PROVIDER_SERVICE}
                    stork.%1$s.load-balancer.type=%1$s
                    """
                        .formatted(strategy))
            .collect(Collectors.joining());
    return ConsumerWar.with(
            """
            PROVIDER_SERVICE=http://three.test:%1$d
            plain/mp-rest/uri=http://three.test:%1$d
            discovery.ejection.latency-factor=1000
            """
                    .formatted(PORT)
                + services)
        .addClasses(
            PlainClient.class,
            PlainClient.Order.class,
            BalancedClient.class,
            ClientsApi.class,
            ClientsApi.Clients.class,
            ClientsApi.Failures.class);
  }

  @BeforeEach
  void startProviders() throws Exception {
    for (int last = 2; last <= 4; last++) {
      providers.add(new TestProvider("127.0.0." + last, PORT));
    }
  }

  @AfterEach
  void stopProviders() throws Exception {
    for (TestProvider each : providers) {
      each.close();
    }
  }

  /**
   * For random strategies, the bound is seven standard deviations. For strategies that look at
   * numbers or times, each instance only has to get a call.
   */
  @ParameterizedTest
  @CsvSource({
    "lock-free-round-robin, 1000, 1000",
    "round-robin, 1000, 1000",
    "random, 820, 1180",
    "least-outstanding, 820, 1180",
    "power-of-two-choices, 820, 1180",
    "least-requests, 1, 2998",
    "least-response-time, 1, 2998"
  })
  void sharesCallsOverInstancesThatAreAlike(String strategy, int least, int most) throws Exception {
    call(strategy, 32);

    assertThat(requests()).allMatch(calls -> calls >= least && calls <= most);
  }

  /**
   * The third instance takes 30 ms. A strategy that looks at the instances sends it fewer calls. A
   * strategy by response time knows only ended calls. So it sends the slow instance fewer calls
   * only when few calls are under way.
   */
  @ParameterizedTest
  @CsvSource({
    "lock-free-round-robin, 32, 1000, 1000",
    "round-robin, 32, 1000, 1000",
    "random, 32, 820, 1180",
    "least-outstanding, 32, 1, 750",
    "power-of-two-choices, 32, 1, 750",
    "least-requests, 32, 1, 750",
    "least-response-time, 1, 1, 500"
  })
  void givesASlowInstanceWhatItsStrategySays(String strategy, int threads, int least, int most)
      throws Exception {
    TestProvider slow = providers.get(2);
    slow.behave(
        connection -> {
          Thread.sleep(30);
          TestProvider.write(connection, 200, slow.address());
        });

    call(strategy, threads);

    assertThat(slow.requests()).isBetween(least, most);
  }

  @Test
  void saysWhichStrategyAServiceHas() throws Exception {
    assertThat(get("/discovery").body())
        .contains("\"strategy\":\"least-response-time\"", "\"strategy\":\"random\"");
  }

  private void call(String strategy, int threads) throws Exception {
    ExecutorService callers = Executors.newFixedThreadPool(threads);
    try {
      Callable<HttpResponse<String>> call = () -> get("/clients/of/" + strategy);
      for (Future<HttpResponse<String>> answer :
          callers.invokeAll(Stream.generate(() -> call).limit(CALLS).toList())) {
        assertThat(answer.get().statusCode()).isEqualTo(200);
      }
    } finally {
      callers.shutdownNow();
    }
    System.out.printf("%s: %s of %d calls%n", strategy, requests(), CALLS);
    assertThat(requests().stream().mapToInt(Integer::intValue).sum()).isEqualTo(CALLS);
  }

  private List<Integer> requests() {
    return providers.stream().map(TestProvider::requests).toList();
  }

  private HttpResponse<String> get(String path) throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(base.resolve(path)).timeout(Duration.ofSeconds(20)).build(),
        BodyHandlers.ofString());
  }
}
