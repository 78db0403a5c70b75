package local.microservice.consumer.discovery;

import static local.microservice.consumer.discovery.TestService.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.stork.api.LoadBalancer;
import io.smallrye.stork.api.ServiceInstance;
import io.smallrye.stork.impl.ServiceInstanceWithStatGathering;
import io.smallrye.stork.spi.CallStatisticsCollector;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import local.microservice.consumer.discovery.Instance.State;
import local.microservice.consumer.discovery.NameLookup.NameService;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of one call, and of one resolution, with nothing in the background. */
class BalancedServiceTest {

  private final MapConfig config = new MapConfig();
  private final List<AutoCloseable> opened = new ArrayList<>();
  private final ExecutorService callers = Executors.newCachedThreadPool();
  private final CountDownLatch release = new CountDownLatch(1);
  private final AtomicReference<String> listed = new AtomicReference<>("");
  private volatile NameService names = InetAddress::getAllByName;
  private final List<Level> log = new ArrayList<>();
  private final Logger logger = Logger.getLogger(BalancedService.class.getName());
  private final Handler listener =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          log.add(line.getLevel());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    logger.addHandler(listener);
  }

  @AfterEach
  void closeAll() throws Exception {
    logger.removeHandler(listener);
    release.countDown();
    callers.shutdownNow();
    for (AutoCloseable each : opened) {
      each.close();
    }
  }

  private TestProvider provider() throws IOException {
    TestProvider provider = new TestProvider("127.0.0.1", 0);
    opened.add(provider);
    return provider;
  }

  private TestProvider answering(int status) throws IOException {
    TestProvider provider = provider();
    provider.behave(connection -> TestProvider.write(connection, status, "no"));
    return provider;
  }

  private TestProvider closed() throws IOException {
    TestProvider provider = provider();
    provider.close();
    return provider;
  }

  private TestProvider silent() throws IOException {
    TestProvider provider = provider();
    provider.behave(connection -> release.await());
    return provider;
  }

  private void list(TestProvider... providers) {
    listed.set(Stream.of(providers).map(TestProvider::address).collect(Collectors.joining(",")));
  }

  private BalancedService service(LoadBalancer strategy, TestProvider... providers) {
    list(providers);
    BalancedService service =
        TestService.withoutUpkeep(config, strategy, listed::get, host -> names.lookup(host));
    opened.add(service);
    TestService.awaitRefresh(service, providers.length);
    return service;
  }

  /** Refreshes until the resolution has this error, or none. */
  private static void awaitError(BalancedService service, String error) {
    soon()
        .until(
            () -> {
              service.refresh();
              return Objects.equals(service.resolution().error(), error);
            });
  }

  /** Asks the providers in their order, each time from the first. */
  private BalancedService service(TestProvider... providers) {
    return service(instances -> instances.iterator().next(), providers);
  }

  private static Instance instance(BalancedService service, TestProvider provider) {
    return service.view().known().stream()
        .filter(each -> each.address().equals(provider.address()))
        .findFirst()
        .orElseThrow();
  }

  private static int requests(TestProvider... providers) {
    return Stream.of(providers).mapToInt(TestProvider::requests).sum();
  }

  @Test
  void sendsACallAsItIs() throws Exception {
    TestProvider provider = provider();
    provider.behave(provider::echo);
    Call call =
        new Call(
            "PUT",
            "/data?x=1",
            Map.of("X-Two", List.of("a", "b")),
            new byte[] {'h', 'i'},
            CallTrace.NONE,
            ClientOptions.NONE);

    Answer answer = service(provider).send(call);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).asString().isEqualTo("hi");
    assertThat(provider.lastHead())
        .startsWith("PUT /data?x=1 HTTP/1.1\r\n")
        .contains("X-Two: a\r\n", "X-Two: b\r\n", "Content-Length: 2\r\n")
        .contains("Host: 127.0.0.1:" + provider.port() + "\r\n");
  }

  @Test
  void announcesNoBodyWhereThereIsNone() throws Exception {
    TestProvider provider = provider();

    service(provider).send(TestService.GET);

    assertThat(provider.lastHead()).doesNotContainIgnoringCase("Content-Length");
  }

  @Test
  void asksAnotherInstanceWhenOneFailsAndCountsThat() throws Exception {
    TestProvider sick = answering(503);
    TestProvider well = provider();
    BalancedService service = service(sick, well);

    assertThat(service.send(TestService.GET).status()).isEqualTo(200);

    assertThat(service.calls()).isEqualTo(1);
    assertThat(service.retries()).isEqualTo(1);
    assertThat(instance(service, sick).failures()).isEqualTo(1);
    assertThat(instance(service, sick).lastFailure().error()).isEqualTo("HTTP status 503");
    assertThat(instance(service, well).hasAnswered()).isTrue();
    assertThat(service.view().all())
        .hasSize(2)
        .allSatisfy(
            each -> {
              assertThat(each.calls()).isEqualTo(1);
              assertThat(each.inFlight()).isZero();
              assertThat(each.outstanding()).isEmpty();
            });
  }

  @Test
  void asksAsManyMoreInstancesAsItMayRetry() throws Exception {
    TestProvider[] all = {
      answering(503), answering(503), answering(503), answering(503), answering(503)
    };

    Answer last = service(all).send(TestService.GET);

    assertThat(last.status()).isEqualTo(503);
    assertThat(requests(all)).isEqualTo(3);
  }

  @Test
  void sendsACallThatMayNotBeRepeatedOnce() throws Exception {
    TestProvider one = answering(503);
    TestProvider other = answering(503);

    assertThat(service(one, other).send(TestService.POST).status()).isEqualTo(503);

    assertThat(requests(one, other)).isEqualTo(1);
  }

  @Test
  void repeatsNothingThatWasTheCallersMistake() throws Exception {
    TestProvider one = answering(404);
    TestProvider other = answering(404);

    assertThat(service(one, other).send(TestService.GET).status()).isEqualTo(404);

    assertThat(requests(one, other)).isEqualTo(1);
  }

  @Test
  void asksNobodyElseWithoutABudget() throws Exception {
    config.with("discovery.retry-budget.ratio", 0).with("discovery.retry-budget.floor", 1);
    TestProvider[] all = {answering(503), answering(503), answering(503)};
    BalancedService service = service(all);
    assertThat(service.retryBudgetLeft()).isEqualTo(1);

    service.send(TestService.GET);

    assertThat(requests(all)).isEqualTo(2);
    assertThat(service.retryBudgetLeft()).isZero();
  }

  @Test
  void hasTheBudgetOfItsCallsForTenSeconds() throws Exception {
    config.with("discovery.retry-budget.ratio", 1).with("discovery.retry-budget.floor", 0);
    BalancedService service = service(provider());
    service.send(TestService.GET);

    for (int second = 0; second < 9; second++) {
      service.checkInstances();
      assertThat(service.retryBudgetLeft()).isEqualTo(1);
    }
    service.checkInstances();

    assertThat(service.retryBudgetLeft()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"GET", "POST"})
  void countsWhatNobodyHasTakenAsNoRetry(String method) throws Exception {
    config.with("discovery.retries", 1);
    Call call = method.equals("GET") ? TestService.GET : TestService.POST;
    BalancedService service = service(closed(), closed(), closed(), provider());

    assertThat(service.send(call).status()).isEqualTo(200);

    assertThat(service.retries()).isEqualTo(3);
    assertThat(service.view().ejected()).hasSize(3);
  }

  @Test
  void goesNowhereElseWhereItMayNotRetryAtAll() throws Exception {
    config.with("discovery.retries", 0);
    TestProvider well = provider();
    BalancedService service = service(closed(), well);

    assertThatThrownBy(() -> service.send(TestService.GET)).isInstanceOf(ConnectException.class);

    assertThat(well.requests()).isZero();
  }

  @Test
  void asksTheOnlyAddressAgainAsThereMayBeABalancerBehindIt() throws Exception {
    TestProvider only = answering(503);

    service(only).send(TestService.GET);

    assertThat(only.requests()).isEqualTo(3);
  }

  @Test
  void triesTheEjectedOnesLast() throws Exception {
    TestProvider ejected = closed();
    TestProvider sick = answering(503);
    BalancedService service = service(ejected, sick);
    service.send(TestService.GET);
    assertThat(service.view().ejected()).containsExactly(instance(service, ejected));
    int before = sick.requests();

    assertThatThrownBy(() -> service.send(TestService.GET)).isInstanceOf(ConnectException.class);

    assertThat(sick.requests() - before).isEqualTo(1);
    assertThat(instance(service, ejected).calls()).isEqualTo(2);
  }

  @Test
  void makesACallTheTrialOfAnEjectedInstanceAndNeedsNoBudgetForThat() throws Exception {
    config
        .with("discovery.refresh-interval", 100)
        .with("discovery.retry-budget.ratio", 0)
        .with("discovery.retry-budget.floor", 1);
    TestProvider starting = closed();
    TestProvider well = provider();
    BalancedService service = service(starting, well);
    service.send(TestService.GET);
    assertThat(service.retryBudgetLeft()).isZero();

    soon()
        .until(
            () -> {
              assertThat(service.send(TestService.GET).status()).isEqualTo(200);
              return instance(service, starting).calls() >= 3;
            });
    try (TestProvider started = new TestProvider("127.0.0.1", starting.port())) {
      soon()
          .until(
              () -> {
                service.send(TestService.GET);
                return instance(service, starting).state() == State.IN_ROTATION;
              });
      assertThat(started.requests()).isPositive();
    }
  }

  @Test
  void letsAnInstanceRestThatSaysNotNowAndAsksAnother() throws Exception {
    TestProvider busy = answering(429);
    TestProvider well = provider();
    BalancedService service = service(busy, well);

    for (int call = 0; call < 3; call++) {
      assertThat(service.send(TestService.POST).status()).isEqualTo(200);
    }

    assertThat(busy.requests()).isEqualTo(1);
    assertThat(instance(service, busy).failures()).isZero();
    assertThat(instance(service, busy).restsUntil()).isNotNull();
    soon()
        .until(
            () -> {
              service.checkCalls();
              return service.view().usable().size() == 2;
            });
    assertThat(instance(service, busy).restsUntil()).isNull();
  }

  @Test
  void asksEvenThoseThatRestWhereNobodyElseIsLeft() throws Exception {
    TestProvider busy = answering(429);
    TestProvider sick = answering(503);
    BalancedService service = service(busy, sick);
    service.send(TestService.GET);
    assertThat(service.view().usable()).containsExactly(instance(service, sick));
    int before = busy.requests();

    assertThat(service.send(TestService.GET).status()).isEqualTo(429);

    assertThat(busy.requests() - before).isEqualTo(1);
  }

  @Test
  void saysThatThereIsNoInstance() {
    assertThatThrownBy(() -> service(new RoundRobin()).send(TestService.GET))
        .isInstanceOf(NoInstanceException.class)
        .hasMessageContaining("provider");
  }

  @Test
  void endsACallThatTakesLongerThanItMayAndHoldsItAgainstTheInstance() throws Exception {
    config.with("discovery.call-timeout", 600);
    TestProvider silent = silent();
    BalancedService service = service(silent);
    Future<Answer> call = callers.submit(() -> service.send(TestService.POST));

    soon()
        .until(
            () -> {
              service.checkCalls();
              return call.isDone();
            });

    assertThatThrownBy(call::get)
        .hasCauseInstanceOf(SocketTimeoutException.class)
        .hasMessageContaining("no complete answer in");
    assertThat(instance(service, silent).failures()).isEqualTo(1);
    assertThat(instance(service, silent).inFlight()).isZero();
    assertThat(instance(service, silent).outstanding()).isEmpty();
  }

  @Test
  void holdsNothingAgainstAnInstanceThatHadOnlyWhatWasLeftOfTheCallsTime() throws Exception {
    config.with("discovery.call-timeout", 700).with("discovery.read-timeout", 400);
    TestProvider silent = silent();
    TestProvider late = silent();
    BalancedService service = service(silent, late);
    Future<Answer> call = callers.submit(() -> service.send(TestService.GET));

    soon()
        .until(
            () -> {
              service.checkCalls();
              return call.isDone();
            });

    assertThatThrownBy(call::get).hasMessageContaining("no complete answer in");
    assertThat(instance(service, silent).failures()).isEqualTo(1);
    assertThat(instance(service, late).calls()).isEqualTo(1);
    assertThat(instance(service, late).failures()).isZero();
  }

  @Test
  void givesUpCallsOnAnInstanceThatStoppedWhileItsPeerAnswers() throws Exception {
    TestProvider stopped = silent();
    TestProvider well = provider();
    BalancedService service = service(new RoundRobin(), stopped, well);
    service.checkCalls();
    List<Future<Answer>> calls = new ArrayList<>();
    for (int call = 0; call < 10; call++) {
      calls.add(callers.submit(() -> service.send(TestService.GET)));
    }
    soon().until(() -> stopped.requests() == 5);

    soon()
        .until(
            () -> {
              service.checkCalls();
              instance(service, well).succeeded(1);
              return instance(service, stopped).state() == State.EJECTED;
            });

    for (Future<Answer> call : calls) {
      assertThat(call.get(10, TimeUnit.SECONDS).status()).isEqualTo(200);
    }
    assertThat(instance(service, stopped).ejection().reason()).contains("calls have no answer");
  }

  @Test
  void ejectsAnOutlierAtTheEndOfASecond() throws Exception {
    TestProvider sick = answering(503);
    TestProvider well = provider();
    BalancedService service = service(sick, well);
    Instance instance = instance(service, sick);
    for (int call = 0; call < 20; call++) {
      instance(service, well).succeeded(1);
      if (call % 2 == 0) {
        instance.failed("no");
      } else {
        instance.succeeded(1);
      }
    }

    service.checkInstances();

    assertThat(service.view().ejected()).containsExactly(instance);
  }

  @Test
  void closesWhatHasLeftAtTheEndOfASecond() throws Exception {
    TestProvider leaving = provider();
    TestProvider staying = provider();
    BalancedService service = service(leaving, staying);
    service.send(TestService.GET);
    assertThat(leaving.connections()).isEqualTo(1);
    list(staying);
    service.refresh();

    service.checkInstances();

    assertThat(service.view().known()).hasSize(1);
    soon().until(() -> leaving.connections() == 0);
  }

  @Test
  void closesConnectionsThatNobodyUsesAtTheEndOfASecond() throws Exception {
    config.with("discovery.connections.idle", 1);
    TestProvider provider = provider();
    BalancedService service = service(provider);
    service.send(TestService.GET);

    soon()
        .until(
            () -> {
              service.checkInstances();
              return instance(service, provider).connections().open() == 0;
            });
  }

  @Test
  void endsASliceOfEachInstance() throws Exception {
    TestProvider provider = provider();
    BalancedService service = service(provider);
    service.send(TestService.GET);

    service.turnOutcomes();
    service.turnOutcomes();

    Outcomes outcomes = instance(service, provider).outcomes();
    assertThat(outcomes.recent().calls()).isZero();
    assertThat(outcomes.lastMinute().calls()).isEqualTo(1);
  }

  @Test
  void closesEveryConnectionWhenItIsClosed() throws Exception {
    TestProvider provider = provider();
    BalancedService service = service(provider);
    service.send(TestService.GET);

    service.close();

    soon().until(() -> provider.connections() == 0);
    assertThat(service.view().known()).isEmpty();
  }

  @Test
  void tellsWhatItIs() {
    BalancedService service = service();

    assertThat(service.name()).isEqualTo("provider");
    assertThat(service.strategy()).isEqualTo("test");
    assertThat(service.settings()).isEqualTo(DiscoverySettings.of(config, "provider"));
  }

  private static final class Collected implements CallStatisticsCollector {
    private final List<String> events = new ArrayList<>();

    @Override
    public void recordStart(long id, boolean measureTime) {
      events.add("start");
    }

    @Override
    public void recordReply(long id, long nanos) {
      events.add("reply");
    }

    @Override
    public void recordEnd(long id, Throwable failure) {
      events.add(failure == null ? "end" : "failed");
    }
  }

  @Test
  void tellsAStrategyThatCountsWhatBecameOfItsChoice() throws Exception {
    Collected statistics = new Collected();
    TestProvider vanishing = provider();
    LoadBalancer counting =
        instances -> {
          ServiceInstance first = instances.iterator().next();
          return new ServiceInstanceWithStatGathering(first, statistics);
        };
    BalancedService service = service(counting, vanishing, provider());
    assertThat(service.send(TestService.GET).status()).isEqualTo(200);
    assertThat(statistics.events).containsExactly("start", "reply", "end");
    statistics.events.clear();
    vanishing.close();

    assertThat(service.send(TestService.GET).status()).isEqualTo(200);

    assertThat(statistics.events).containsExactly("start", "failed", "start", "reply", "end");
  }

  @Test
  void tellsATraceEachAttemptAndItsEnd() throws Exception {
    List<String> events = new ArrayList<>();
    CallTrace trace =
        new CallTrace() {
          @Override
          public void attempt(Instance instance, ClassicHttpRequest request) {
            request.addHeader("traceparent", "1");
            events.add("to " + instance);
          }

          @Override
          public void attempted(Answer answer, IOException failure) {
            events.add(failure instanceof ConnectException ? "refused" : "" + answer.status());
          }
        };
    TestProvider closed = closed();
    TestProvider well = provider();

    service(closed, well)
        .send(new Call("GET", "/", Map.of(), new byte[0], trace, ClientOptions.NONE));

    assertThat(events)
        .containsExactly("to " + closed.address(), "refused", "to " + well.address(), "200");
    assertThat(well.lastHead()).contains("traceparent: 1\r\n");
  }

  @Test
  void logsEachAttemptForWhoAsks() throws Exception {
    BalancedService service = service(answering(404));
    service.send(TestService.GET);
    assertThat(log).isEmpty();
    logger.setLevel(Level.FINE);
    try {
      service.send(TestService.GET);
    } finally {
      logger.setLevel(null);
    }

    assertThat(log).containsExactly(Level.FINE);
  }

  @Test
  void keepsItsInstancesWhileTheirNameFailsAndLogsEachChangeOnce() throws Exception {
    TestProvider provider = provider();
    BalancedService service = service(provider);
    listed.set("http://provider.test:" + provider.port());
    names = host -> InetAddress.getAllByName("127.0.0.1");
    awaitError(service, null);
    assertThat(service.resolution().at()).isNotNull();
    assertThat(log).isEmpty();

    names =
        host -> {
          throw new UnknownHostException(host);
        };
    awaitError(service, "no address is known for provider.test");
    service.refresh();

    assertThat(service.view().all()).hasSize(1);
    assertThat(log).containsExactly(Level.WARNING);

    names = host -> InetAddress.getAllByName("127.0.0.1");
    awaitError(service, null);
    service.refresh();

    assertThat(log).containsExactly(Level.WARNING, Level.INFO);
  }

  @Test
  void keepsItsInstancesWhenTheListIsWrong() throws Exception {
    BalancedService service = service(provider());
    listed.set("nonsense");

    service.refresh();

    assertThat(service.resolution().error()).contains("nonsense");
    assertThat(service.view().all()).hasSize(1);
  }

  @Test
  void letsNobodyWaitOnceItHasResolved() throws Exception {
    BalancedService service = service();

    service.awaitFirstRefresh(Long.MAX_VALUE);

    assertThat(service.resolution()).isNotNull();
  }
}
