package local.microservice.discovery.show;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import local.microservice.discovery.call.BalancedService;
import local.microservice.discovery.fixtures.MapConfig;
import local.microservice.discovery.fixtures.TestClock;
import local.microservice.discovery.fixtures.TestProvider;
import local.microservice.discovery.fixtures.TestService;
import local.microservice.discovery.resolve.NameService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventLogTest {

  private static final NameService LOCALHOST = host -> InetAddress.getAllByName("127.0.0.1");

  private final TestClock clock = new TestClock(0);
  private final EventLog log = new EventLog(clock::now);
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
            log);
    TestService.awaitRefresh(service, 1);
  }

  @AfterEach
  void stop() throws Exception {
    service.close();
    provider.close();
  }

  private List<String> types() {
    return log.newest().stream().map(each -> each.json().getString("type")).toList();
  }

  private JsonObject newest() {
    return log.view().events().get(0);
  }

  private void fail() {
    assertThatIOException().isThrownBy(() -> service.send(TestService.GET));
  }

  @Test
  void saysWhenWhatHappenedToWhichInstance() {
    assertThat(newest())
        .hasToString(
            "{\"at\":\"%s\",\"service\":\"provider\",\"type\":\"joined\",\"address\":\"%s\"}"
                .formatted(clock.now(), provider.address()));
  }

  @Test
  void saysWhyAnInstanceIsEjectedAndWhenItIsBack() throws Exception {
    service.send(TestService.GET);
    provider.behave(connection -> TestProvider.write(connection, 503, "no"));
    for (int call = 0; call < 5; call++) {
      service.send(TestService.GET);
    }

    assertThat(types()).containsExactly("ejected", "panicked", "joined");
    JsonObject ejected = newest();
    assertThat(ejected.getInt("seconds")).isBetween(4, 6);
    assertThat(ejected.containsKey("again")).isFalse();
    assertThat(ejected.getJsonObject("reason").getString("code")).isEqualTo("failed-in-a-row");

    clock.pass(10, SECONDS);
    service.send(TestService.GET);
    assertThat(newest().getBoolean("again")).isTrue();
    assertThat(newest().getJsonObject("reason").getString("code")).isEqualTo("trial-failed");

    provider.behave(connection -> TestProvider.write(connection, 200, "yes"));
    clock.pass(60, SECONDS);
    service.send(TestService.GET);
    assertThat(newest().getString("type")).isEqualTo("readmitted");
  }

  @Test
  void saysOnceThatAnInstanceIsStarting() throws Exception {
    provider.close();
    fail();
    for (int second = 0; second < 10; second++) {
      clock.pass(1, SECONDS);
      fail();
    }

    assertThat(types()).containsExactly("ejected", "panicked", "joined");
    assertThat(newest().getJsonObject("reason").getBoolean("starting")).isTrue();
  }

  @Test
  void saysWhoRestsAndForHowLong() {
    log.rests("provider", service.view().all().get(0), Duration.ofSeconds(7));

    assertThat(newest().getString("type")).isEqualTo("rests");
    assertThat(newest().getInt("seconds")).isEqualTo(7);
    assertThat(newest().getString("address")).isEqualTo(provider.address());
  }

  @Test
  void saysThatNamesAreNotResolvedAndThatTheyAreAgain() {
    listed.set("http://one.test:1");
    TestService.awaitRefresh(service, 1);
    names.set(
        host -> {
          throw new UnknownHostException(host);
        });
    TestService.soon()
        .until(
            () -> {
              service.refresh();
              return newest().getString("type").equals("resolution-failed");
            });
    assertThat(newest().getInt("known")).isEqualTo(1);
    assertThat(newest().getString("text")).contains("one.test");

    names.set(LOCALHOST);
    TestService.soon()
        .until(
            () -> {
              service.refresh();
              return newest().getString("type").equals("resolution-works");
            });
  }

  @Test
  void keepsTheLastEventsWithIdsThatGrow() {
    for (int number = 1; number <= 1000; number++) {
      log.add("provider", "own", Json.createObjectBuilder().add("number", number).build());
    }

    assertThat(log.newest()).hasSize(EventLog.MOST);
    assertThat(newest().getInt("number")).isEqualTo(1000);
    assertThat(log.newest().get(0).id()).isEqualTo(log.newest().get(199).id() + 199);
    assertThat(log.newest().get(199).json().getInt("number")).isEqualTo(801);
  }
}
