package local.microservice.discovery.show;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import local.microservice.discovery.call.BalancedService;
import local.microservice.discovery.fixtures.MapConfig;
import local.microservice.discovery.fixtures.TestClock;
import local.microservice.discovery.fixtures.TestLog;
import local.microservice.discovery.fixtures.TestProvider;
import local.microservice.discovery.fixtures.TestService;
import local.microservice.discovery.resolve.NameService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The log lines of a service's life. */
class LogLinesTest {

  private static final NameService LOCALHOST = host -> InetAddress.getAllByName("127.0.0.1");

  private final TestLog log = new TestLog();
  private final TestClock clock = TestClock.overflowingIn(1);
  private final AtomicReference<String> listed = new AtomicReference<>();
  private final AtomicReference<NameService> names = new AtomicReference<>(LOCALHOST);
  private TestProvider provider;
  private BalancedService service;

  @BeforeEach
  void start() throws Exception {
    provider = new TestProvider("127.0.0.1", 0);
    listed.set(provider.address());
    service =
        TestService.withoutUpkeep(
            new MapConfig().with("discovery.retries", 0),
            TestService.FIRST,
            listed::get,
            host -> names.get().lookup(host),
            clock,
            new LogLines());
    TestService.awaitRefresh(service, 1);
  }

  @AfterEach
  void stop() throws Exception {
    service.close();
    provider.close();
    log.close();
  }

  private void awaitError(String error) {
    TestService.soon()
        .untilAsserted(
            () -> {
              service.refresh();
              assertThat(service.resolution().error()).isEqualTo(error);
            });
  }

  private void fail() throws IOException {
    for (int call = 0; call < 5; call++) {
      assertThat(service.send(TestService.GET).status()).isEqualTo(500);
    }
  }

  private String line(int number) {
    return log.lines().get(number).replace(provider.address(), "IT");
  }

  @Test
  void sayWhoJoinsLeavesAndComesBack() {
    assertThat(line(0)).isEqualTo("provider: IT joins");
    service.view().all().get(0).enter();
    listed.set("http://127.0.0.1:1");
    TestService.soon()
        .until(
            () -> {
              service.refresh();
              return !service.view().leaving().isEmpty();
            });
    assertThat(line(1)).isEqualTo("provider: IT leaves");
    assertThat(line(2)).isEqualTo("provider: http://127.0.0.1:1 joins");
    listed.set(provider.address());
    TestService.soon()
        .until(
            () -> {
              service.refresh();
              return log.lines().size() == 5;
            });

    assertThat(line(3)).isEqualTo("provider: http://127.0.0.1:1 leaves");
    assertThat(line(4)).isEqualTo("provider: IT is back");
    assertThat(log.levels()).containsOnly(Level.INFO);
  }

  @Test
  void sayWhichInstanceIsEjectedAndWhichIsBackInRotation() throws Exception {
    service.send(TestService.GET);
    provider.behave(connection -> TestProvider.write(connection, 500, "no"));
    fail();
    assertThat(line(1)).isEqualTo("provider: every instance is ejected, so all are used");
    assertThat(line(2))
        .matches(
            "provider: IT ejected for [456],\\d{3} ms: "
                + "5 calls failed in a row, the last: HTTP status 500");
    assertThat(log.levels()).containsExactly(Level.INFO, Level.WARNING, Level.INFO);
    clock.pass(6, SECONDS);
    service.send(TestService.GET);
    assertThat(line(3))
        .matches("provider: IT ejected for \\d+,\\d{3} ms: its trial call failed: HTTP status 500");
    assertThat(log.levels()).endsWith(Level.INFO);

    provider.heal();
    service.send(TestService.GET);

    assertThat(line(4)).isEqualTo("provider: IT is in rotation again");
    assertThat(log.levels()).hasSize(5).endsWith(Level.INFO);
  }

  @Test
  void sayOnceThatOneIsStarting() throws Exception {
    provider.behave(connection -> TestProvider.write(connection, 500, "no"));
    fail();
    int before = log.lines().size();
    for (int second = 0; second < 5; second++) {
      clock.pass(2, SECONDS);
      service.send(TestService.GET);
    }
    assertThat(log.lines()).hasSize(before);

    log.listenToAll();
    clock.pass(2, SECONDS);
    service.send(TestService.GET);

    assertThat(log.lines())
        .anySatisfy(line -> assertThat(line).contains("its trial call failed: HTTP status 500"));
    assertThat(log.levels().subList(before, log.levels().size())).containsOnly(Level.FINE);
  }

  @Test
  void sayWhoTakesNoMoreCalls() throws Exception {
    provider.behave(connection -> TestProvider.write(connection, 429, "busy"));
    service.send(TestService.GET);

    assertThat(line(1)).isEqualTo("provider: IT takes no more calls for 1 s, as it says");
    assertThat(log.levels()).containsExactly(Level.INFO, Level.INFO);
  }

  @Test
  void sayOnceThatTheNameFailsAndThatItWorksAgain() {
    listed.set("http://provider.test:" + provider.port());
    TestService.soon()
        .until(
            () -> {
              service.refresh();
              return service.view().all().get(0).endpoint().name().equals("provider.test");
            });
    log.lines().clear();
    log.levels().clear();
    names.set(
        host -> {
          throw new UnknownHostException(host);
        });
    awaitError("no address is known for provider.test");
    service.refresh();
    assertThat(log.lines())
        .containsExactly(
            "provider: resolution fails, so the 1 instances that are known stay: "
                + "no address is known for provider.test");
    assertThat(log.levels()).containsExactly(Level.WARNING);

    names.set(LOCALHOST);
    awaitError(null);
    service.refresh();

    assertThat(log.lines()).hasSize(2).endsWith("provider: resolution works again");
    assertThat(log.levels()).containsExactly(Level.WARNING, Level.INFO);
  }

  @Test
  void sayTheResultOfEachAttemptAtDebugLevel() throws Exception {
    provider.behave(
        connection -> {
          clock.pass(7, TimeUnit.MILLISECONDS);
          TestProvider.write(connection, 404, "no");
        });
    service.send(TestService.GET);
    assertThat(log.lines()).hasSize(1);
    log.listenToAll();

    service.send(TestService.GET);

    assertThat(line(1)).isEqualTo("GET IT/data: 404 in 7 ms");
    assertThat(log.levels()).containsExactly(Level.INFO, Level.FINE);
  }

  @Test
  void sayWhyAnAttemptHasNoAnswer() throws Exception {
    log.listenToAll();
    provider.behave(connection -> connection.close());

    assertThatIOException().isThrownBy(() -> service.send(TestService.GET));

    assertThat(line(1))
        .startsWith("GET IT/data: ")
        .contains("ClosedConnectionException")
        .endsWith(" in 0 ms");
  }
}
