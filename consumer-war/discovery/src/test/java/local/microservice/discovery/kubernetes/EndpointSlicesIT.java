package local.microservice.discovery.kubernetes;

import static local.microservice.discovery.kubernetes.FakeApiServer.conditions;
import static local.microservice.discovery.kubernetes.FakeApiServer.endpoint;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import local.microservice.discovery.call.BalancedService;
import local.microservice.discovery.call.ServiceListener;
import local.microservice.discovery.call.ServiceSetUp;
import local.microservice.discovery.call.ServiceSettings;
import local.microservice.discovery.call.Upkeep;
import local.microservice.discovery.choose.RoundRobin;
import local.microservice.discovery.config.SettingsReader;
import local.microservice.discovery.fixtures.MapConfig;
import local.microservice.discovery.fixtures.TestProvider;
import local.microservice.discovery.fixtures.TestService;
import local.microservice.discovery.http.Answer;
import local.microservice.discovery.http.KeptConnections;
import local.microservice.discovery.instance.Instance;
import local.microservice.discovery.resolve.Addresses;
import local.microservice.discovery.resolve.NameLookups;
import local.microservice.discovery.resolve.SourceInForce;
import local.microservice.discovery.time.Background;
import local.microservice.discovery.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls to real instances, whose slices change. */
class EndpointSlicesIT {

  /** A refresh an hour: whatever happens sooner, a change of the slices has done. */
  private final ServiceSettings settings =
      SettingsReader.of(new MapConfig().with("discovery.refresh-interval", 3_600_000), "provider");

  private final ExecutorService callers = Executors.newCachedThreadPool();
  private final List<TestProvider> providers = new ArrayList<>();
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private final AtomicBoolean namesFail = new AtomicBoolean();
  private FakeApiServer api;
  private Upkeep upkeep;

  @BeforeEach
  void start(@TempDir Path account) throws Exception {
    api = new FakeApiServer(account);
    providers.add(new TestProvider("127.0.0.2", 0));
    for (int more = 3; more <= 4; more++) {
      providers.add(new TestProvider("127.0.0." + more, providers.get(0).port()));
    }
    api.has(api.slice("a", "provider", endpoint("127.0.0.2"), endpoint("127.0.0.3")));
    // A pause after a failure is short, so that the test is.
    Pace pace = new Pace(2000, 5000, 30_000, 90_000, 50, 10, 200, 300, 60_000, 10);
    Cluster cluster =
        new Cluster(
            api.settings(), pace, Clock.SYSTEM, ThreadLocalRandom::current, Background.THREADS);
    NameLookups names =
        new NameLookups(
            host ->
                namesFail.get()
                    ? new InetAddress[0]
                    : new InetAddress[] {
                      InetAddress.getByName("127.0.0.2"), InetAddress.getByName("127.0.0.3")
                    },
            20,
            Clock.SYSTEM,
            Background.THREADS);
    upkeep =
        new Upkeep(
            new BalancedService(
                new ServiceSetUp(
                    "provider",
                    new Addresses(
                        () -> "http://provider:" + providers.get(0).port(),
                        settings.resolve().addressFamily(),
                        cluster.hosts(names)),
                    "test",
                    new RoundRobin(),
                    settings,
                    Optional.empty(),
                    endpoint -> new KeptConnections(endpoint, settings.connection()),
                    Clock.SYSTEM,
                    ThreadLocalRandom::current,
                    new ServiceListener() {
                      @Override
                      public void sourceChanged(String service, SourceInForce source) {
                        heard.add(source.name());
                      }
                    },
                    Set::of)),
            Background.THREADS);
    await().until(() -> heard.contains("endpoint-slices") && service().view().all().size() == 2);
    await().until(() -> api.watches() == 1);
  }

  @AfterEach
  void stop() throws Exception {
    upkeep.close();
    api.close();
    callers.shutdownNow();
    for (TestProvider each : providers) {
      each.close();
    }
  }

  private BalancedService service() {
    return upkeep.service();
  }

  private String call() throws Exception {
    Answer answer = service().send(TestService.GET);
    assertThat(answer.status()).isEqualTo(200);
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  private Optional<Instance> instance(String address) {
    return service().view().known().stream()
        .filter(each -> each.endpoint().host().equals(address))
        .findFirst();
  }

  @Test
  void aPodThatTerminatesGetsNoNewCallAndFinishesThoseThatItHas() throws Exception {
    CountDownLatch under = new CountDownLatch(2);
    CountDownLatch finish = new CountDownLatch(1);
    for (TestProvider each : providers.subList(0, 2)) {
      each.behave(
          connection -> {
            under.countDown();
            finish.await();
            TestProvider.write(connection, 200, each.address());
          });
    }
    Future<String> one = callers.submit(this::call);
    Future<String> two = callers.submit(this::call);
    assertThat(under.await(5, TimeUnit.SECONDS)).isTrue();

    api.change(
        api.slice(
            "a",
            "provider",
            endpoint("127.0.0.2", conditions(false, true, true)),
            endpoint("127.0.0.3"),
            endpoint("127.0.0.4")));
    await().until(() -> service().view().all().size() == 2 && instance("127.0.0.4").isPresent());

    Instance leaving = instance("127.0.0.2").orElseThrow();
    assertThat(leaving.standing().text()).isEqualTo("leaving");
    assertThat(leaving.state().orElseThrow().terminating()).isTrue();
    int before = providers.get(0).requests();
    finish.countDown();
    for (int i = 0; i < 20; i++) {
      assertThat(call()).isNotEqualTo(providers.get(0).address());
    }
    assertThat(providers.get(0).requests()).isEqualTo(before);
    assertThat(List.of(one.get(), two.get()))
        .containsExactlyInAnyOrder(providers.get(0).address(), providers.get(1).address());
    await().until(() -> instance("127.0.0.2").isEmpty());
  }

  @Test
  void anEndpointThatIsNotReadyIsKnownButIsNoInstance() throws Exception {
    api.change(api.slice("b", "provider", endpoint("127.0.0.4", conditions(false, false, false))));
    await().until(() -> !service().resolution().others().isEmpty());
    assertThat(service().resolution().others().keySet())
        .singleElement()
        .extracting(each -> each.host())
        .isEqualTo("127.0.0.4");
    assertThat(instance("127.0.0.4")).isEmpty();

    api.change(api.slice("b", "provider", endpoint("127.0.0.4")));
    await().until(() -> instance("127.0.0.4").isPresent());
    assertThat(service().resolution().others()).isEmpty();
  }

  @Test
  void noCallFailsWhileTheApiServerGoesAndComesAndNamesFailToo() throws Exception {
    AtomicBoolean stopped = new AtomicBoolean();
    AtomicInteger calls = new AtomicInteger();
    Future<?> load =
        callers.submit(
            () -> {
              while (!stopped.get()) {
                call();
                calls.incrementAndGet();
              }
              return null;
            });
    api.onList = FakeApiServer.refuses(403);
    api.onWatch = FakeApiServer.refuses(403);
    for (boolean fail : new boolean[] {false, true}) {
      namesFail.set(fail);
      int before = calls.get();
      int turns = heard.size();
      api.cut();
      await().until(() -> heard.size() > turns && calls.get() > before + 50);
      api.onList = api::list;
      api.onWatch = api::watch;
      await()
          .until(
              () -> {
                // A watch has lived when it tells something after its first moments.
                api.bookmark();
                return heard.size() > turns + 1;
              });
      api.onList = FakeApiServer.refuses(403);
      api.onWatch = FakeApiServer.refuses(403);
    }
    stopped.set(true);
    load.get(10, TimeUnit.SECONDS);
    assertThat(heard)
        .containsExactly("endpoint-slices", "names", "endpoint-slices", "names", "endpoint-slices");
  }
}
