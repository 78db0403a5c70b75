package local.microservice.consumer.contract;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import local.microservice.consumer.ConsumerWar;
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
import org.junit.jupiter.params.provider.ValueSource;

/** Rest Clients in a real Liberty, against three providers behind one name. */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
class DiscoveryIT {

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final int PORT = Integer.getInteger("test.provider.port");

  private static final Path SERVER =
      Path.of("target", "liberty", "servers", "arquillian-consumer-war");

  /**
   * Each file in this folder is a variable. Liberty reads a change at once, and the variable
   * overrides every other setting.
   */
  private static final Path PROVIDER_SERVICE = SERVER.resolve("variables/PROVIDER_SERVICE");

  private static final Path LOG = SERVER.resolve("logs/messages.log");

  @ArquillianResource URI base;

  private final List<TestProvider> providers = new ArrayList<>();

  @Deployment(testable = false)
  static WebArchive war() {
    WebArchive war =
        ConsumerWar.with(
                """
            PROVIDER_SERVICE=http://three.test:%1$d
            plain/mp-rest/uri=http://three.test:%1$d
            stork.my_things.service-discovery.type=addresses
            stork.my_things.service-discovery.addresses=${PROVIDER_SERVICE}
            stork."my.things".service-discovery.type=addresses
            stork."my.things".service-discovery.addresses=${PROVIDER_SERVICE}
            stork."my.things".load-balancer.type=lock-free-round-robin
            stork.your.things.service-discovery.type=addresses
            stork.your.things.service-discovery.addresses=${PROVIDER_SERVICE}
            stork.MyThings.service-discovery.type=addresses
            stork.MyThings.service-discovery.addresses=${PROVIDER_SERVICE}
            """
                    .formatted(PORT))
            .addClasses(
                PlainClient.class,
                PlainClient.Order.class,
                BalancedClient.class,
                ClientsApi.class,
                ClientsApi.Clients.class);
    // Without the contract, the test's providers may answer with only their address.
    war.delete("/WEB-INF/classes/local/microservice/consumer/fetch/ProviderContract.class");
    return war;
  }

  @BeforeEach
  void startProviders() throws Exception {
    for (int last = 2; last <= 4; last++) {
      providers.add(new TestProvider("127.0.0." + last, PORT));
    }
    await()
        .until(
            () ->
                states().equals(List.of("in-rotation", "in-rotation", "in-rotation")) || healed());
  }

  @AfterEach
  void stopProviders() throws Exception {
    Files.deleteIfExists(PROVIDER_SERVICE);
    for (TestProvider each : providers) {
      each.close();
    }
  }

  /**
   * Makes a call, because a provider that an earlier test stopped comes back only by a trial call.
   */
  private boolean healed() throws Exception {
    get("/clients/balanced");
    return false;
  }

  @Test
  void aPlainRestClientSendsEveryCallToOneInstance() throws Exception {
    assertThat(answers("/clients/plain", 12)).hasSize(1).containsValue(12L);
  }

  @Test
  void aBalancedRestClientSendsEachInstanceTheSame() throws Exception {
    assertThat(answers("/clients/balanced", 12)).hasSize(3).containsValue(4L);
    assertThat(answers("/clients/balanced", 3000).values())
        .allSatisfy(calls -> assertThat(calls).isEqualTo(1000));
  }

  @ParameterizedTest
  @ValueSource(strings = {"my_things", "my.things", "your.things", "MyThings"})
  void aServiceOfEveryNameHasItsInstances(String service) throws Exception {
    assertThat(answers("/clients/of/" + service, 12)).hasSize(3).containsValue(4L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"nothing", "no_thing", "mythings"})
  void aServiceThatIsNotConfiguredIsNamed(String service) throws Exception {
    assertThat(get("/clients/of/" + service).statusCode()).isEqualTo(500);
    assertThat(Files.readString(LOG))
        .contains(
            "stork://%1$s is called, but stork.%1$s.service-discovery.type is not set"
                .formatted(service));
  }

  @Test
  void aPlainRestClientLetsCallersWaitForAConnection() throws Exception {
    int atOnce = mostAtOnce("/clients/plain/at-once/256");

    System.out.printf("256 callers of a plain Rest Client: at most %d calls at once%n", atOnce);
    assertThat(atOnce).isLessThan(256);
  }

  @Test
  void noneOf256CallersOfABalancedRestClientWaitsForAConnection() throws Exception {
    assertThat(mostAtOnce("/clients/balanced/at-once/256")).isEqualTo(256);
  }

  /**
   * The most calls at the providers at once. The providers answer when they have 256 calls, or
   * after a second.
   */
  private int mostAtOnce(String path) throws Exception {
    CountDownLatch all = new CountDownLatch(256);
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    for (TestProvider each : providers) {
      each.behave(
          connection -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            all.countDown();
            all.await(1, TimeUnit.SECONDS);
            now.decrementAndGet();
            TestProvider.write(connection, 200, each.address());
          });
    }
    assertThat(get(path).body()).isEqualTo("256");
    return most.get();
  }

  @Test
  void sendsAPostWithItsBodyExactlyOnceThoughTheInstanceDies() throws Exception {
    CountDownLatch received = new CountDownLatch(1);
    for (TestProvider each : providers) {
      each.behave(
          connection -> {
            received.countDown();
            connection.setSoLinger(true, 0);
            connection.close();
          });
    }
    int before = requests();

    HttpResponse<String> answer = post("/clients/balanced");

    assertThat(received.await(1, TimeUnit.SECONDS)).isTrue();
    assertThat(answer.statusCode()).isGreaterThanOrEqualTo(500);
    assertThat(requests() - before).isEqualTo(1);
  }

  @Test
  void writesTheBodyAsTheRestClientWould() throws Exception {
    providers.forEach(each -> each.behave(each::echo));

    assertThat(post("/clients/balanced").body()).isEqualTo("{\"item\":\"tea\",\"pieces\":2}");
  }

  @Test
  void showsEveryInstance() throws Exception {
    answers("/clients/balanced", 30);

    JsonObject service = view();
    assertThat(service.getString("strategy")).isEqualTo("lock-free-round-robin");
    assertThat(service.getJsonObject("resolution").keySet()).containsExactly("at", "tookMillis");
    assertThat(service.getJsonArray("instances"))
        .hasSize(3)
        .allSatisfy(
            each ->
                assertThat(each.asJsonObject().keySet())
                    .contains(
                        "address",
                        "state",
                        "calls",
                        "failures",
                        "share",
                        "inFlight",
                        "p50Millis",
                        "p99Millis"));
    assertThat(
            service.getJsonArray("instances").getValuesAs(JsonObject.class).stream()
                .map(each -> each.getString("address")))
        .containsExactly(
            Stream.of(2, 3, 4)
                .map("http://127.0.0.%d:"::formatted)
                .map(at -> at + PORT)
                .toArray(String[]::new));
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
    await().until(() -> providers.get(1).connections() == 0);

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

  private Map<String, Long> answers(String path, int calls) throws Exception {
    List<String> answers = new ArrayList<>();
    for (int call = 0; call < calls; call++) {
      answers.add(get(path).body());
    }
    return answers.stream().collect(groupingBy(Function.identity(), counting()));
  }

  private int requests() {
    return providers.stream().mapToInt(TestProvider::requests).sum();
  }

  private List<String> states() throws Exception {
    return view().getJsonArray("instances").getValuesAs(JsonObject.class).stream()
        .map(each -> each.getString("state"))
        .toList();
  }

  private JsonObject view() throws Exception {
    return Json.createReader(new StringReader(get("/discovery").body()))
        .readObject()
        .getJsonArray("services")
        .getValuesAs(JsonObject.class)
        .stream()
        .filter(service -> service.getString("service").equals("provider"))
        .findFirst()
        .orElseThrow();
  }

  private HttpResponse<String> get(String path) throws Exception {
    return HTTP.send(HttpRequest.newBuilder(base.resolve(path)).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path) throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(base.resolve(path)).POST(BodyPublishers.noBody()).build(),
        BodyHandlers.ofString());
  }
}
