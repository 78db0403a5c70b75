package local.microservice.discovery.call;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static local.microservice.discovery.fixtures.TestService.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import local.microservice.discovery.choose.LoadBalancer;
import local.microservice.discovery.choose.RoundRobin;
import local.microservice.discovery.config.SettingsReader;
import local.microservice.discovery.fixtures.MapConfig;
import local.microservice.discovery.fixtures.TestClock;
import local.microservice.discovery.fixtures.TestProvider;
import local.microservice.discovery.fixtures.TestService;
import local.microservice.discovery.http.Answer;
import local.microservice.discovery.http.ClientOptions;
import local.microservice.discovery.http.Request;
import local.microservice.discovery.instance.Instance;
import local.microservice.discovery.instance.Outcomes;
import local.microservice.discovery.instance.Standing.Ejected;
import local.microservice.discovery.instance.Standing.InRotation;
import local.microservice.discovery.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The result of one call and of one resolution. Nothing runs in the background. */
class BalancedServiceTest {

  private final MapConfig config = new MapConfig();
  private final List<AutoCloseable> opened = new ArrayList<>();
  private final ExecutorService callers = Executors.newCachedThreadPool();
  private final CountDownLatch release = new CountDownLatch(1);
  private final AtomicReference<String> listed = new AtomicReference<>("");
  private final List<String> heard = new ArrayList<>();
  private final ServiceListener listener =
      new ServiceListener() {
        @Override
        public void attempted(Instance instance, Request request, Outcome outcome, long nanos) {
          heard.add("%s %s: %s".formatted(request.method(), instance, outcome.text()));
          assertThat(nanos).isNotNegative();
        }
      };

  @AfterEach
  void closeAll() throws Exception {
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
    return service(strategy, Clock.SYSTEM, providers);
  }

  private BalancedService service(LoadBalancer strategy, Clock clock, TestProvider... providers) {
    list(providers);
    BalancedService service =
        TestService.withoutUpkeep(
            config, strategy, listed::get, InetAddress::getAllByName, clock, listener);
    opened.add(service);
    TestService.awaitRefresh(service, providers.length);
    return service;
  }

  /** A service that asks the providers in their order. Each call begins with the first one. */
  private BalancedService service(TestProvider... providers) {
    return service(TestService.FIRST, providers);
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
            new Request(
                "PUT",
                "/data?x=1",
                Map.of("X-Two", List.of("a", "b")),
                new byte[] {'h', 'i'},
                ClientOptions.NONE),
            CallTrace.NONE);

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

    assertThat(service.counts().calls()).isEqualTo(1);
    assertThat(service.counts().retries()).isEqualTo(1);
    assertThat(instance(service, sick).history().failures()).isEqualTo(1);
    assertThat(instance(service, sick).history().lastFailure().error().text())
        .isEqualTo("HTTP status 503");
    assertThat(instance(service, well).history().outcomes().recent().successes()).isEqualTo(1);
    assertThat(service.view().all())
        .hasSize(2)
        .allSatisfy(
            each -> {
              assertThat(each.history().calls()).isEqualTo(1);
              assertThat(each.inFlight()).isZero();
              assertThat(each.outstanding()).isEmpty();
            });
  }

  @Test
  void countsTheCallsThatARetryRescued() throws Exception {
    BalancedService service = service(answering(503), closed(), provider());

    service.send(TestService.GET);

    assertThat(service.counts().rescued()).isEqualTo(1);
    assertThat(service.counts().failed()).isZero();
  }

  @Test
  void countsTheCallsThatFailedForTheirCallers() throws Exception {
    BalancedService service = service(answering(503), answering(503));
    service.send(TestService.GET);
    service.send(TestService.POST);
    BalancedService gone = service(closed());
    assertThatIOException().isThrownBy(() -> gone.send(TestService.GET));
    BalancedService none =
        TestService.withoutUpkeep(
            config, TestService.FIRST, listed::get, InetAddress::getAllByName);
    opened.add(none);
    assertThatIOException().isThrownBy(() -> none.send(TestService.GET));

    assertThat(service.counts().failed()).isEqualTo(2);
    assertThat(service.counts().rescued()).isZero();
    assertThat(gone.counts().failed()).isEqualTo(1);
    assertThat(none.counts().failed()).isEqualTo(1);
    assertThat(none.counts().calls()).isEqualTo(1);
  }

  @Test
  void countsNoCallAsFailedThatTheCallerSpoilt() throws Exception {
    BalancedService service = service(answering(404), provider());
    service.send(TestService.GET);
    Call invalid = TestService.call("GET", Map.of("Content-Length", List.of("7")), "");
    assertThatIOException().isThrownBy(() -> service.send(invalid));

    assertThat(service.counts().failed()).isZero();
    assertThat(service.counts().rescued()).isZero();
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
  void countsNoRetryForARefusedConnection(String method) throws Exception {
    config.with("discovery.retries", 1);
    Call call = method.equals("GET") ? TestService.GET : TestService.POST;
    BalancedService service = service(closed(), closed(), closed(), provider());

    assertThat(service.send(call).status()).isEqualTo(200);

    assertThat(service.counts().retries()).isEqualTo(3);
    assertThat(service.view().ejected()).hasSize(3);
  }

  @Test
  void asksNoOtherInstanceWhenRetriesAreOff() throws Exception {
    config.with("discovery.retries", 0);
    TestProvider well = provider();
    BalancedService service = service(closed(), well);

    assertThatThrownBy(() -> service.send(TestService.GET)).isInstanceOf(ConnectException.class);

    assertThat(well.requests()).isZero();
  }

  @Test
  void asksTheOnlyAddressAgainBecauseItMayBeABalancer() throws Exception {
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
    assertThat(instance(service, ejected).history().calls()).isEqualTo(2);
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
              return instance(service, starting).history().calls() >= 3;
            });
    try (TestProvider started = new TestProvider("127.0.0.1", starting.port())) {
      soon()
          .until(
              () -> {
                service.send(TestService.GET);
                return instance(service, starting).standing() instanceof InRotation;
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
    assertThat(instance(service, busy).history().failures()).isZero();
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
  void asksRestingInstancesWhenNoOtherIsLeft() throws Exception {
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
    assertThat(instance(service, silent).history().failures()).isEqualTo(1);
    assertThat(instance(service, silent).inFlight()).isZero();
    assertThat(instance(service, silent).outstanding()).isEmpty();
  }

  @Test
  void leavesACallThatIsOverAfterAPauseUntilTheNextCheckAndBlamesNobody() throws Exception {
    TestClock clock = TestClock.overflowingIn(2);
    TestProvider silent = silent();
    BalancedService service = service(new RoundRobin(), clock, silent);
    Future<Answer> call = callers.submit(() -> service.send(TestService.POST));
    soon().until(() -> silent.requests() == 1);

    clock.pass(10, SECONDS);
    service.checkCalls();

    assertThat(instance(service, silent).outstanding())
        .singleElement()
        .satisfies(exchange -> assertThat(exchange.cancellation()).isNull());

    clock.pass(BalancedService.CALL_CHECK_MILLIS, MILLISECONDS);
    service.checkCalls();

    assertThatThrownBy(call::get).hasCauseInstanceOf(SocketTimeoutException.class);
    assertThat(instance(service, silent).history().failures()).isZero();
  }

  @Test
  void blamesNoInstanceThatHadOnlyTheRestOfTheCallsTime() throws Exception {
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
    assertThat(instance(service, silent).history().failures()).isEqualTo(1);
    assertThat(instance(service, late).history().calls()).isEqualTo(1);
    assertThat(instance(service, late).history().failures()).isZero();
  }

  @Test
  void givesUpCallsOnAnInstanceThatStoppedWhileItsPeerAnswers() throws Exception {
    TestProvider stopped = silent();
    TestProvider well = provider();
    AtomicReference<LoadBalancer> strategy = new AtomicReference<>(new RoundRobin());
    BalancedService service =
        service(candidates -> strategy.get().choose(candidates), stopped, well);
    service.checkCalls();
    List<Future<Answer>> calls = new ArrayList<>();
    for (int call = 0; call < 10; call++) {
      calls.add(callers.submit(() -> service.send(TestService.GET)));
    }
    soon().until(() -> stopped.requests() == 5);
    strategy.set(candidates -> () -> candidates.get(candidates.size() - 1));

    soon()
        .until(
            () -> {
              service.checkCalls();
              service.send(TestService.GET);
              return instance(service, stopped).standing() instanceof Ejected;
            });

    for (Future<Answer> call : calls) {
      assertThat(call.get(10, TimeUnit.SECONDS).status()).isEqualTo(200);
    }
    assertThat(instance(service, stopped).standing().ejection())
        .hasValueSatisfying(
            ejection -> assertThat(ejection.reason().text()).contains("calls have no answer"));
  }

  @Test
  void ejectsAnOutlierAtTheEndOfASecond() throws Exception {
    TestProvider sick = provider();
    AtomicInteger answers = new AtomicInteger();
    sick.behave(
        connection ->
            TestProvider.write(connection, answers.incrementAndGet() % 2 == 0 ? 503 : 200, "half"));
    BalancedService service = service(new RoundRobin(), sick, provider());
    for (int call = 0; call < 40; call++) {
      service.send(TestService.POST);
    }
    assertThat(service.view().ejected()).isEmpty();

    service.checkInstances();

    assertThat(service.view().ejected()).containsExactly(instance(service, sick));
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

    Outcomes outcomes = instance(service, provider).history().outcomes();
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
    assertThat(service.settings()).isEqualTo(SettingsReader.of(config, "provider"));
  }

  @Test
  void tellsAStrategyTheResultOfItsChoice() throws Exception {
    List<String> events = new ArrayList<>();
    TestProvider vanishing = provider();
    LoadBalancer counting =
        candidates ->
            new LoadBalancer.Chosen() {
              @Override
              public Instance instance() {
                return candidates.get(0);
              }

              @Override
              public void ended(boolean answered, Throwable failure) {
                events.add(answered + " " + (failure instanceof ConnectException));
              }
            };
    BalancedService service = service(counting, vanishing, provider());
    assertThat(service.send(TestService.GET).status()).isEqualTo(200);
    assertThat(events).containsExactly("true false");
    events.clear();
    vanishing.close();

    assertThat(service.send(TestService.GET).status()).isEqualTo(200);

    assertThat(events).hasSize(2).endsWith("true false");
    assertThat(events.get(0)).startsWith("false");
  }

  @Test
  void tellsATraceEachAttemptAndItsEnd() throws Exception {
    List<String> events = new ArrayList<>();
    CallTrace trace =
        new CallTrace() {
          @Override
          public Map<String, String> attemptBegins(Instance instance, Request request) {
            events.add(request.method() + " to " + instance);
            return Map.of("traceparent", "1");
          }

          @Override
          public void attemptEnded(Answer answer, IOException failure) {
            events.add(failure instanceof ConnectException ? "refused" : "" + answer.status());
          }
        };
    TestProvider closed = closed();
    TestProvider well = provider();

    service(closed, well).send(new Call(TestService.GET.request(), trace));

    assertThat(events)
        .containsExactly(
            "GET to " + closed.address(), "refused", "GET to " + well.address(), "200");
    assertThat(well.lastHead()).contains("traceparent: 1\r\n");
  }

  @Test
  void tellsEachAttempt() throws Exception {
    TestProvider sick = answering(503);
    TestProvider well = answering(404);

    service(sick, well).send(TestService.GET);

    assertThat(heard)
        .containsExactly(
            "GET " + sick.address() + ": HTTP status 503",
            "GET " + well.address() + ": HTTP status 404");
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
