package local.microservice.discovery.call;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import local.microservice.discovery.fixtures.MapConfig;
import local.microservice.discovery.fixtures.TestProvider;
import local.microservice.discovery.fixtures.TestService;
import local.microservice.discovery.http.Answer;
import local.microservice.discovery.http.ClientOptions;
import local.microservice.discovery.http.InvalidRequestException;
import local.microservice.discovery.http.Request;
import local.microservice.discovery.instance.Instance;
import local.microservice.discovery.instance.Standing;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Providers on their own sockets play each row of the table in {@link Verdict}. */
class VerdictIT {

  private static final String DATA = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private final List<AutoCloseable> opened = new ArrayList<>();
  private final CountDownLatch release = new CountDownLatch(1);

  @AfterEach
  void closeAll() throws Exception {
    release.countDown();
    for (int i = opened.size() - 1; i >= 0; i--) {
      opened.get(i).close();
    }
  }

  private TestProvider provider() throws IOException {
    TestProvider provider = new TestProvider("127.0.0.1", 0);
    opened.add(provider);
    return provider;
  }

  private TestService service(MapConfig config, TestProvider... providers) {
    TestService service =
        TestService.of(
            config, Stream.of(providers).map(TestProvider::address).toArray(String[]::new));
    opened.add(service);
    await().until(() -> service.resolved() == providers.length);
    return service;
  }

  private static TestProvider.Behaviour raw(String answer) {
    return connection -> connection.getOutputStream().write(answer.getBytes(ISO_8859_1));
  }

  private static void assertNothingAgainst(TestService service) {
    assertThat(service.service().view().all())
        .isNotEmpty()
        .allSatisfy(
            each -> {
              assertThat(each.history().failures()).isZero();
              assertThat(each.ejections()).isZero();
              assertThat(each.inFlight()).isZero();
            });
  }

  private static Call with(String header, String value) {
    return TestService.call("PUT", Map.of(header, List.of(value)), "x");
  }

  @Test
  void noFreeConnectionIsNothingAgainstAnInstance() throws Exception {
    TestProvider[] providers = {provider(), provider(), provider()};
    for (TestProvider each : providers) {
      each.behave(
          connection -> {
            release.await();
            TestProvider.write(connection, 200, "released");
          });
    }
    TestService service =
        service(
            new MapConfig()
                .with("discovery.connections.max", 4)
                .with("discovery.connections.wait", 100),
            providers);
    ExecutorService callers = Executors.newFixedThreadPool(60);
    List<Future<String>> answers = new ArrayList<>();
    for (int caller = 0; caller < 60; caller++) {
      answers.add(callers.submit(() -> service.get()));
    }
    // 12 calls have the connections. The pools refuse the other 48, some after a try at another
    // instance.
    await().until(() -> answers.stream().filter(Future::isDone).count() == 48);
    assertThat(service.service().counts().retries()).isPositive();
    release.countDown();
    callers.shutdown();

    await().until(() -> answers.stream().allMatch(Future::isDone));
    assertThat(Stream.of(providers).mapToInt(TestProvider::requests).sum()).isEqualTo(12);
    assertNothingAgainst(service);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Length", "Transfer-Encoding"})
  void aRequestThatCannotBeMadeIsTheCallersErrorAndReachesNobody(String header) throws Exception {
    TestProvider one = provider();
    TestProvider two = provider();
    TestService service = service(new MapConfig(), one, two);

    for (int call = 0; call < 12; call++) {
      assertThatThrownBy(() -> service.service().send(with(header, "1")))
          .isInstanceOf(InvalidRequestException.class)
          .message()
          .asString()
          .containsIgnoringCase(header);
    }

    assertNothingAgainst(service);
    assertThat(one.requests() + two.requests()).isZero();
    assertThat(service.service().counts().retries()).isZero();
  }

  @Test
  void anInterruptionIsNothingAgainstAnInstanceAndNotTriedElsewhere() throws Exception {
    TestProvider busy = provider();
    busy.behave(
        connection -> {
          release.await();
          TestProvider.write(connection, 200, "released");
        });
    TestService service = service(new MapConfig().with("discovery.connections.max", 1), busy);
    ExecutorService callers = Executors.newFixedThreadPool(2);
    callers.submit(() -> service.get());
    await().until(() -> busy.requests() == 1);
    Future<Exception> interrupted =
        callers.submit(
            () -> {
              Thread.currentThread().interrupt();
              try {
                service.get();
                return null;
              } catch (IOException failure) {
                return failure;
              }
            });

    assertThat(interrupted.get()).isInstanceOf(InterruptedIOException.class);
    assertThat(service.service().counts().retries()).isZero();
    release.countDown();
    callers.shutdown();
    await().until(() -> service.instance(busy.address()).inFlight() == 0);
    assertNothingAgainst(service);
  }

  @Test
  void aClientThatWaitsLessThanTheSettingsSayJudgesNobody() throws Exception {
    TestProvider slow = provider();
    slow.behave(connection -> release.await());
    TestService service = service(new MapConfig(), slow);
    ClientOptions impatient = new ClientOptions(null, Duration.ofMillis(50), null);
    Call call =
        new Call(new Request("GET", "/data", Map.of(), new byte[0], impatient), CallTrace.NONE);

    for (int time = 0; time < 6; time++) {
      assertThatThrownBy(() -> service.service().send(call)).hasMessage("Read timed out");
    }

    assertThat(slow.requests()).isEqualTo(6);
    assertNothingAgainst(service);
  }

  @Test
  void whatWasLeftOfTheCallsTimeIsTooLittleToJudgeTheSecondInstance() throws Exception {
    TestProvider one = provider();
    TestProvider two = provider();
    for (TestProvider each : List.of(one, two)) {
      each.behave(connection -> release.await());
    }
    TestService service =
        service(
            new MapConfig()
                .with("discovery.call-timeout", 1400)
                .with("discovery.read-timeout", 1000),
            one,
            two);

    assertThatThrownBy(service::get).hasMessageContaining("no complete answer in ");

    assertThat(service.instance(one.address()).history().failures())
        .as("only the instance that had the whole read timeout fails")
        .isNotEqualTo(service.instance(two.address()).history().failures());
    assertThat(one.requests()).isEqualTo(1);
    assertThat(two.requests()).isEqualTo(1);
  }

  @Test
  void anAnswerThatDripsForTheWholeCallIsTheInstancesFailure() throws Exception {
    TestProvider dripping = provider();
    dripping.behave(
        connection -> {
          OutputStream out = connection.getOutputStream();
          out.write("HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n".getBytes(ISO_8859_1));
          while (release.getCount() > 0) {
            out.write('x');
            Thread.sleep(20);
          }
        });
    TestService service = service(new MapConfig().with("discovery.call-timeout", 500), dripping);

    assertThatThrownBy(service::get).hasMessageMatching("no complete answer in (500|499) ms");

    assertThat(service.instance(dripping.address()).history().failures()).isEqualTo(1);
  }

  static Stream<Arguments> unusable() {
    String head = "HTTP/1.1 200 OK\r\n";
    return Stream.of(
        arguments("status 000", "HTTP/1.1 000 X\r\nContent-Length: 0\r\n\r\n", 1),
        arguments("status 999", "HTTP/1.1 999 X\r\nContent-Length: 0\r\n\r\n", 1),
        arguments("no HTTP", "SSH-2.0-OpenSSH_9.2\r\n", 20),
        arguments("201 fields", head + "A: b\r\n".repeat(200) + "Content-Length: 0\r\n\r\n", 1),
        arguments("header of 66 KB", head + "A: " + "b".repeat(66_000) + "\r\n\r\n", 1),
        arguments(
            "header of 66 KB in all",
            head + ("A: " + "b".repeat(660) + "\r\n").repeat(100) + "\r\n",
            1),
        arguments(
            "1xx answers of 66 KB in all",
            "HTTP/1.1 103 X\r\nA: %s\r\n\r\n".formatted("b".repeat(660)).repeat(100) + DATA,
            1),
        arguments(
            "201 fields with the 1xx answers",
            "HTTP/1.1 103 X\r\nA: b\r\n\r\n".repeat(200) + DATA,
            1),
        arguments(
            "trailer that is too much for the header",
            head
                + "A: %s\r\nTransfer-Encoding: chunked\r\n\r\n".formatted("b".repeat(33_000))
                + "0\r\nB: %s\r\n\r\n".formatted("b".repeat(33_000)),
            1),
        arguments("body that is too long", head + "Content-Length: 1048577\r\n\r\n", 1),
        arguments("endless status line", "HTTP/1.1 200 " + "x".repeat(1 << 20), 64),
        arguments("endless field", head + "A: " + "x".repeat(1 << 20), 64),
        arguments("endless folded field", head + "A: b\r\n" + " c\r\n".repeat(1 << 18), 64),
        arguments("endless fields", head + "A: b\r\n".repeat(1 << 18), 64),
        arguments("endless 1xx answers", "HTTP/1.1 100 X\r\n\r\n".repeat(1 << 16), 64),
        arguments(
            "endless trailer",
            head + "Transfer-Encoding: chunked\r\n\r\n0\r\n" + "A: b\r\n".repeat(1 << 18),
            64),
        arguments(
            "endless chunk header",
            head + "Transfer-Encoding: chunked\r\n\r\n1;" + "x".repeat(1 << 20),
            64));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("unusable")
  void anAnswerThatCannotBeReadCountsAgainstTheInstanceAndIsTriedElsewhere(
      String what, String answer, int times) throws Exception {
    TestProvider bad = provider();
    byte[] bytes = answer.getBytes(ISO_8859_1);
    bad.behave(
        connection -> {
          for (int time = 0; time < times; time++) {
            connection.getOutputStream().write(bytes);
          }
        });
    TestProvider good = provider();
    TestService service = service(new MapConfig(), bad, good);

    for (int call = 0; call < 20; call++) {
      assertThat(service.get()).isEqualTo(good.address());
    }

    Instance instance = service.instance(bad.address());
    assertThat(instance.history().failures()).isEqualTo(5);
    assertThat(instance.standing()).isInstanceOf(Standing.Ejected.class);
    assertThat(instance.inFlight()).isZero();
    assertThat(service.instance(good.address()).history().failures()).isZero();
  }

  static Stream<Arguments> longButWhole() {
    return Stream.of(
        arguments(
            "200 fields",
            "HTTP/1.1 200 OK\r\n" + "A: b\r\n".repeat(199) + "Content-Length: 2\r\n\r\nok"),
        arguments(
            "a field of 60 KB",
            "HTTP/1.1 200 OK\r\nA: %s\r\nContent-Length: 2\r\n\r\nok"
                .formatted("b".repeat(60_000))),
        arguments(
            "a trailer",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nA: b\r\n\r\n"),
        arguments("1xx answers", "HTTP/1.1 103 X\r\nA: b\r\n\r\n".repeat(20) + DATA));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("longButWhole")
  void anAnswerWithinTheLimitsIsReadAsOftenAsItComes(String what, String answer) throws Exception {
    TestProvider provider = provider();
    provider.behave(raw(answer));
    TestService service = service(new MapConfig(), provider);

    for (int call = 0; call < 20; call++) {
      assertThat(service.get()).isEqualTo("ok");
    }

    assertNothingAgainst(service);
    assertThat(provider.accepted()).as("connections").isEqualTo(1);
  }

  @Test
  void aLongerAnswerIsTakenWhereTheSettingSaysSo() throws Exception {
    TestProvider provider = provider();
    String body = "x".repeat(3_000_000);
    provider.behave(connection -> TestProvider.write(connection, 200, body));
    TestService service =
        service(new MapConfig().with("discovery.provider.max-answer", 3_000_000), provider);

    assertThat(service.get()).isEqualTo(body);
  }

  @ParameterizedTest
  @ValueSource(strings = {"429 X\r\nRetry-After: 7", "503 X\r\nRetry-After: 7", "429 X\r\nA: b"})
  void notNowIsTriedElsewhereAndLetsTheInstanceRestWithoutAnEjection(String head) throws Exception {
    TestProvider busy = provider();
    busy.behave(raw("HTTP/1.1 " + head + "\r\nContent-Length: 0\r\n\r\n"));
    TestProvider good = provider();
    TestService service = service(new MapConfig(), busy, good);

    for (int call = 0; call < 20; call++) {
      assertThat(service.get()).isEqualTo(good.address());
    }

    assertThat(busy.requests()).isBetween(1, 2);
    assertNothingAgainst(service);
    assertThat(service.instance(busy.address()).restsUntil()).isNotNull();

    busy.heal();
    if (head.contains("A: b")) {
      await().until(() -> service.get().equals(busy.address()));
    }
  }

  @Test
  void whenAllSayNotNowTheCallerGetsThatAnswer() throws Exception {
    TestProvider one = provider();
    TestProvider two = provider();
    for (TestProvider each : List.of(one, two)) {
      each.behave(raw("HTTP/1.1 429 X\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n"));
    }
    TestService service = service(new MapConfig(), one, two);

    for (int call = 0; call < 10; call++) {
      assertThat(service.service().send(TestService.POST).status()).isEqualTo(429);
    }

    assertNothingAgainst(service);
    one.heal();
    two.heal();
    assertThat(service.get()).isNotNull();
  }

  static Stream<Arguments> unasked() {
    String timeout = "HTTP/1.1 408 X\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
    return Stream.of(
        arguments("408 on the idle connection", timeout, true),
        arguments("408 right behind the answer", timeout, false),
        arguments("an answer to nothing", DATA, true),
        arguments("an answer twice", DATA, false));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("unasked")
  void whatNobodyAskedForIsNotTakenForAnAnswer(String what, String bytes, boolean later)
      throws Exception {
    TestProvider provider = provider();
    List<Socket> answered = new CopyOnWriteArrayList<>();
    String own = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nown";
    provider.behave(
        connection -> {
          OutputStream out = connection.getOutputStream();
          if (later) {
            answered.add(connection);
            out.write(own.getBytes(ISO_8859_1));
          } else {
            out.write((own + bytes).getBytes(ISO_8859_1));
          }
        });
    TestService service = service(new MapConfig(), provider);

    for (int call = 1; call <= 20; call++) {
      Answer answer = service.service().send(call % 2 == 0 ? TestService.POST : TestService.GET);
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body()).asString().isEqualTo("own");
      if (later) {
        answered.remove(0).getOutputStream().write(bytes.getBytes(ISO_8859_1));
      }
      assertThat(provider.requests()).as("each call is sent once").isEqualTo(call);
    }

    assertNothingAgainst(service);
  }

  @Test
  void a408ForAReusedConnectionIsRepeatedOverANewOne() throws Exception {
    TestProvider provider = provider();
    Set<Socket> used = ConcurrentHashMap.newKeySet();
    provider.behave(
        connection -> {
          connection
              .getOutputStream()
              .write(
                  (used.add(connection) ? DATA : "HTTP/1.1 408 X\r\nContent-Length: 0\r\n\r\n")
                      .getBytes(ISO_8859_1));
        });
    TestService service = service(new MapConfig(), provider);
    assertThat(service.get()).isEqualTo("ok");

    assertThat(service.service().send(TestService.GET).status()).isEqualTo(200);

    assertThat(provider.accepted()).isEqualTo(2);
    assertNothingAgainst(service);
  }

  @Test
  void aServiceThatIsOnlyPostedToTakesAnInstanceBackAndRisksOnePostInEachEjection()
      throws Exception {
    TestProvider sick = provider();
    TestProvider well = provider();
    TestService service =
        service(
            new MapConfig()
                .with("discovery.ejection.base", 500)
                .with("discovery.ejection.consecutive-failures", 1),
            sick,
            well);
    for (int call = 0; call < 2; call++) {
      service.service().send(TestService.POST);
    }
    sick.behave(connection -> TestProvider.write(connection, 500, "no"));
    List<Integer> statuses = new ArrayList<>();
    await()
        .until(
            () -> {
              statuses.add(service.service().send(TestService.POST).status());
              return service.instance(sick.address()).ejections() == 3;
            });
    assertThat(statuses.stream().filter(status -> status == 500)).hasSize(3);

    sick.heal();

    await()
        .until(
            () -> {
              service.service().send(TestService.POST);
              return service.state(sick.address()).equals("in-rotation");
            });
  }
}
