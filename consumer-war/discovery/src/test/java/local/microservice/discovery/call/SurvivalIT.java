package local.microservice.discovery.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import local.microservice.discovery.fixtures.MapConfig;
import local.microservice.discovery.fixtures.ProviderProcess;
import local.microservice.discovery.fixtures.TestProvider;
import local.microservice.discovery.fixtures.TestService;
import local.microservice.discovery.fixtures.TestService.Load;
import local.microservice.discovery.instance.Instance;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** 32 threads call while providers fail in every way. The tests count the failed calls. */
class SurvivalIT {

  private static final int THREADS = 32;
  private static final int ENOUGH = 1000;

  /** In milliseconds. For tests that wait for the end of an ejection. */
  private static final int SHORT_EJECTION = 1000;

  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void closeAll() throws Exception {
    for (int i = opened.size() - 1; i >= 0; i--) {
      opened.get(i).close();
    }
  }

  @Test
  void losesNoCallWhenProvidersAreKilledAndComeBack() throws Exception {
    ProviderProcess one = open(new ProviderProcess("127.0.0.1", 0));
    ProviderProcess two = open(new ProviderProcess("127.0.0.1", 0));
    ProviderProcess three = open(new ProviderProcess("127.0.0.1", 0));
    TestService service =
        open(service(shortEjections(), one.address(), two.address(), three.address()));
    Load load = open(service.load(THREADS));
    awaitCalls(load, ENOUGH);

    one.kill();
    await().until(() -> service.state(one.address()).equals("ejected"));
    awaitCalls(load, ENOUGH);
    two.kill();
    await().until(() -> service.state(two.address()).equals("ejected"));
    awaitCalls(load, ENOUGH);
    ProviderProcess oneAgain = open(new ProviderProcess("127.0.0.1", one.port()));
    ProviderProcess twoAgain = open(new ProviderProcess("127.0.0.1", two.port()));
    await().until(() -> service.state(oneAgain.address()).equals("in-rotation"));
    await().until(() -> service.state(twoAgain.address()).equals("in-rotation"));
    load.stop();

    assertThat(load.errors).isEmpty();
    assertEven(service.get(THREADS, 3000), 3);
  }

  @Test
  void losesNoCallWhenMostProvidersEndAtOnce() throws Exception {
    List<ProviderProcess> providers = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      providers.add(open(new ProviderProcess("127.0.0.1", 0)));
    }
    TestService service =
        open(service(providers.stream().map(ProviderProcess::address).toArray(String[]::new)));
    Load load = open(service.load(THREADS));
    awaitCalls(load, ENOUGH);

    ProviderProcess.killAtOnce(providers.subList(1, 6));
    await().until(() -> service.service().view().inRotation().size() == 1);
    awaitCalls(load, ENOUGH);
    load.stop();

    assertThat(load.errors).isEmpty();
  }

  @Test
  void countsARefusedConnectionAsNoRetry() throws Exception {
    TestProvider vanishing = provider();
    vanishing.behave(connection -> connection.close());
    List<String> addresses = new ArrayList<>(List.of(vanishing.address(), provider().address()));
    for (int i = 0; i < 3; i++) {
      TestProvider closed = provider();
      closed.close();
      addresses.add(closed.address());
    }
    for (int order = 0; order < addresses.size(); order++) {
      Collections.rotate(addresses, 1);
      TestService service =
          open(
              service(
                  new MapConfig().with("discovery.retries", 1), addresses.toArray(String[]::new)));

      assertThat(service.service().send(TestService.GET).status()).isEqualTo(200);
    }
  }

  @Test
  void countsAConnectionThatIsClosedAsNoRetry() throws Exception {
    List<TestProvider> providers = List.of(provider(), provider(), provider(), provider());
    TestService service =
        open(
            service(
                new MapConfig()
                    .with("discovery.retries", 1)
                    .with("discovery.retry-budget.floor", 100),
                addresses(providers)));

    for (int end = 0; end < 20; end++) {
      for (int call = 0; call < providers.size(); call++) {
        service.get();
      }
      for (TestProvider each : providers.subList(0, 3)) {
        each.closeConnections();
      }
      service.get();
    }
  }

  @Test
  void failsNoCallForBeingATrial() throws Exception {
    TestProvider starting = provider();
    starting.close();
    TestService service =
        open(
            TestService.of(
                shortEjections()
                    .with("discovery.retry-budget.ratio", 0)
                    .with("discovery.retry-budget.floor", 1),
                starting.address(),
                provider().address()));
    await().until(() -> service.resolved() == 2);

    await()
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> {
              service.get();
              return service.instance(starting.address()).history().failures() >= 4;
            });
  }

  @Test
  void waitsOnlyShortlyForTheAnswerToATrial() throws Exception {
    TestProvider silent = provider();
    silent.behave(connection -> Thread.sleep(60_000));
    TestService service =
        open(
            service(
                shortEjections().with("discovery.ejection.consecutive-failures", 1),
                silent.address(),
                provider().address()));
    Load load = open(service.load(1));
    await().until(() -> service.state(silent.address()).equals("ejected"));
    // After ten more calls, the call that caused the ejection has ended too.
    awaitCalls(load, 10);
    int slow = load.slow.get();

    await().until(() -> service.instance(silent.address()).history().failures() >= 4);
    load.stop();

    assertThat(load.slow.get()).isEqualTo(slow);
    assertThat(load.errors).isEmpty();
  }

  @Test
  void losesNoCallWhenAProviderStops() throws Exception {
    ProviderProcess stopped = open(new ProviderProcess("127.0.0.1", 0));
    TestService service =
        open(
            service(
                shortEjections(), stopped.address(), provider().address(), provider().address()));
    Load load = open(service.load(THREADS));
    awaitCalls(load, ENOUGH);

    stopped.freeze();
    await().until(() -> service.state(stopped.address()).equals("ejected"));
    awaitCalls(load, ENOUGH);
    stopped.thaw();
    await().until(() -> service.state(stopped.address()).equals("in-rotation"));
    load.stop();

    assertThat(load.errors).isEmpty();
    assertThat(load.slow.get()).isLessThanOrEqualTo(5);
  }

  @Test
  void losesNoCallToABlackHole() throws Exception {
    BlackHole hole = open(new BlackHole());
    TestService service = open(service(hole.address(), provider().address(), provider().address()));
    Load load = open(service.load(THREADS));

    assertEjectedWithoutLoss(hole.address(), service, load);
  }

  @Test
  void losesNoCallThatIsRefused() throws Exception {
    TestProvider closed = provider();
    closed.close();
    TestService service =
        open(service(closed.address(), provider().address(), provider().address()));
    Load load = open(service.load(THREADS));

    assertEjectedWithoutLoss(closed.address(), service, load);
  }

  @Test
  void losesNoCallThatIsResetInTheMiddleOfItsAnswer() throws Exception {
    TestProvider resetting = provider();
    TestService service =
        open(service(resetting.address(), provider().address(), provider().address()));
    Load load = open(service.load(THREADS));
    awaitCalls(load, ENOUGH);

    resetting.behave(
        connection -> {
          connection
              .getOutputStream()
              .write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf".getBytes());
          connection.setSoLinger(true, 0);
          connection.close();
        });
    assertEjectedWithoutLoss(resetting.address(), service, load);
  }

  @Test
  void ejectsAProviderThatFailsHalfOfItsCalls() throws Exception {
    TestProvider flaky = provider();
    TestService service =
        open(service(flaky.address(), provider().address(), provider().address()));
    Load load = open(service.load(THREADS));
    awaitCalls(load, ENOUGH);

    flaky.behave(
        connection ->
            TestProvider.write(
                connection, ThreadLocalRandom.current().nextBoolean() ? 503 : 200, "half"));
    await().until(() -> service.state(flaky.address()).equals("ejected"));
    int before = flaky.requests();
    awaitCalls(load, ENOUGH);
    int duringEjection = flaky.requests() - before;
    load.stop();

    assertThat(load.errors).isEmpty();
    assertThat(duringEjection).isLessThanOrEqualTo(THREADS);
  }

  @Test
  void ejectsAProviderThatIsTenTimesSlower() throws Exception {
    List<TestProvider> providers = List.of(provider(), provider(), provider());
    for (TestProvider each : providers) {
      each.behave(answeringAfter(5, each));
    }
    TestProvider slow = providers.get(0);
    TestService service =
        open(service(shortEjections().with("discovery.ejection.warm-up", 0), addresses(providers)));
    Load load = open(service.load(THREADS));
    awaitCalls(load, ENOUGH);
    assertThat(service.state(slow.address())).isEqualTo("in-rotation");

    slow.behave(answeringAfter(50, slow));
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> service.state(slow.address()).equals("ejected"));
    int before = slow.requests();
    await().until(() -> service.instance(slow.address()).ejections() == 2);
    int trials = slow.requests() - before;
    load.stop();

    assertThat(load.errors).isEmpty();
    assertThat(trials).isEqualTo(1);
  }

  @Test
  void multipliesNoOutage() throws Exception {
    List<TestProvider> providers = List.of(provider(), provider(), provider());
    for (TestProvider each : providers) {
      each.behave(connection -> TestProvider.write(connection, 503, "down"));
    }
    TestService service = open(service(addresses(providers)));
    await().until(() -> service.resolved() == 3);
    int requests = 2000;
    for (int i = 0; i < requests; i++) {
      assertThat(service.service().send(TestService.GET).status()).isEqualTo(503);
    }

    int upstream = providers.stream().mapToInt(TestProvider::requests).sum();
    assertThat(upstream).isBetween(requests, (int) (1.2 * requests) + 10);
    assertThat(service.service().view().panic()).isTrue();
  }

  @Test
  void followsScalingUnderLoad() throws Exception {
    List<TestProvider> providers = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      providers.add(provider());
    }
    List<String> addresses = providers.stream().map(TestProvider::address).toList();
    AtomicReference<String> listed =
        new AtomicReference<>(String.join(",", addresses.subList(0, 3)));
    TestService service = open(TestService.of(new MapConfig(), listed::get));
    await().until(() -> service.resolved() == 3);
    Load load = open(service.load(THREADS));
    awaitCalls(load, ENOUGH);

    listed.set(String.join(",", addresses));
    awaitEven(service, load, 6);
    listed.set(String.join(",", addresses.subList(4, 6)));
    awaitEven(service, load, 2);
    await().until(() -> service.service().view().leaving().isEmpty());
    load.stop();

    assertThat(load.errors).isEmpty();
    assertEven(service.get(THREADS, 3000), 2);
    for (TestProvider gone : providers.subList(0, 4)) {
      await().until(() -> gone.connections() == 0);
    }
  }

  @Test
  void isEvenOverKeptAliveConnections() throws Exception {
    List<TestProvider> providers = List.of(provider(), provider(), provider());
    TestService service = open(service(addresses(providers)));

    assertEven(service.get(THREADS, 3000), 3);
    assertThat(providers)
        .allSatisfy(each -> assertThat(each.accepted()).isLessThanOrEqualTo(THREADS));
  }

  private static void assertEjectedWithoutLoss(String sick, TestService service, Load load)
      throws InterruptedException {
    await().until(() -> service.state(sick).equals("ejected"));
    awaitCalls(load, ENOUGH);
    load.stop();

    assertThat(load.errors).isEmpty();
  }

  private static TestProvider.Behaviour answeringAfter(long millis, TestProvider provider) {
    return connection -> {
      Thread.sleep(millis);
      TestProvider.write(connection, 200, provider.address());
    };
  }

  private static String[] addresses(List<TestProvider> providers) {
    return providers.stream().map(TestProvider::address).toArray(String[]::new);
  }

  private static void assertEven(Map<String, Long> answers, int instances) {
    assertThat(answers).hasSize(instances);
    assertThat((double) Collections.max(answers.values()) / Collections.min(answers.values()))
        .as("answers by instance: %s", answers)
        .isLessThanOrEqualTo(1.05);
  }

  /** Waits up to 3 s until this many instances share the load evenly. */
  private static void awaitEven(TestService service, Load load, int instances) {
    await()
        .atMost(Duration.ofSeconds(3))
        .until(
            () -> {
              Map<String, Long> before = calls(service);
              awaitCalls(load, 3000);
              Map<String, Long> since = calls(service);
              since.replaceAll((address, calls) -> calls - before.getOrDefault(address, 0L));
              return since.size() == instances
                  && Collections.max(since.values()) <= 1.05 * Collections.min(since.values());
            });
  }

  private static Map<String, Long> calls(TestService service) {
    return service.service().view().all().stream()
        .collect(Collectors.toMap(Instance::toString, each -> each.history().calls()));
  }

  private static void awaitCalls(Load load, int more) {
    int before = load.calls.get();
    await().atMost(Duration.ofSeconds(20)).until(() -> load.calls.get() >= before + more);
  }

  private static MapConfig shortEjections() {
    return new MapConfig().with("discovery.ejection.base", SHORT_EJECTION);
  }

  private TestProvider provider() throws IOException {
    return open(new TestProvider("127.0.0.1", 0));
  }

  private TestService service(String... addresses) {
    return service(new MapConfig(), addresses);
  }

  private TestService service(MapConfig config, String... addresses) {
    TestService service = TestService.of(config, addresses);
    await().until(() -> service.resolved() == addresses.length);
    return service;
  }

  private <T extends AutoCloseable> T open(T resource) {
    opened.add(resource);
    return resource;
  }

  /** A port whose queue of connections is full. The kernel drops every SYN to it. */
  private static final class BlackHole implements AutoCloseable {

    private final ServerSocket listener =
        new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
    private final List<Socket> queued = new ArrayList<>();

    BlackHole() throws IOException {
      try {
        while (true) {
          Socket next = new Socket();
          queued.add(next);
          next.connect(new InetSocketAddress("127.0.0.1", listener.getLocalPort()), 200);
        }
      } catch (SocketTimeoutException full) {
        // The queue is full now: the kernel drops every new SYN.
      }
    }

    String address() {
      return "http://127.0.0.1:" + listener.getLocalPort();
    }

    @Override
    public void close() throws IOException {
      for (Socket each : queued) {
        each.close();
      }
      listener.close();
    }
  }
}
