package local.microservice.discovery.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import local.microservice.discovery.choose.RoundRobin;
import local.microservice.discovery.fixtures.MapConfig;
import local.microservice.discovery.fixtures.TestProvider;
import local.microservice.discovery.fixtures.TestService;
import local.microservice.discovery.resolve.NameService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A name server fails in every way while a service has a real instance. */
class ResolutionTest {

  private final MapConfig config = new MapConfig().with("discovery.refresh-interval", 100);
  private final CountDownLatch end = new CountDownLatch(1);
  private final AtomicInteger lookups = new AtomicInteger();
  private final AtomicReference<NameService> names =
      new AtomicReference<>(host -> InetAddress.getAllByName("127.0.0.1"));
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private final ServiceListener listener =
      new ServiceListener() {
        @Override
        public void resolutionFailed(String service, int known, String error) {
          heard.add("%s: %d stay: %s".formatted(service, known, error));
        }

        @Override
        public void resolutionWorks(String service) {
          heard.add(service + ": works");
        }
      };

  private TestProvider provider;
  private TestService service;

  @BeforeEach
  void start() throws Exception {
    provider = new TestProvider("127.0.0.1", 0);
    service =
        new TestService(
            config,
            new RoundRobin(),
            () -> "http://provider.test:" + provider.port(),
            host -> {
              lookups.incrementAndGet();
              return names.get().lookup(host);
            },
            listener);
    await().until(() -> service.resolved() == 1);
  }

  @AfterEach
  void stop() throws Exception {
    end.countDown();
    service.close();
    provider.close();
  }

  private String error() {
    return service.service().resolution().error();
  }

  private InetAddress[] hang() {
    try {
      end.await();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    return new InetAddress[0];
  }

  private void awaitLookups(int more) {
    int before = lookups.get();
    await().until(() -> lookups.get() >= before + more);
  }

  @Test
  void keepsTheInstancesWhileTheNameIsUnknownAndTellsEachChangeOnce() throws Exception {
    names.set(
        host -> {
          throw new UnknownHostException(host);
        });
    awaitLookups(5);

    assertThat(error()).isEqualTo("no address is known for provider.test");
    assertThat(service.get()).isEqualTo(provider.address());
    assertThat(heard).containsExactly("provider: 1 stay: no address is known for provider.test");

    names.set(host -> InetAddress.getAllByName("127.0.0.1"));
    awaitLookups(5);

    assertThat(error()).isNull();
    assertThat(heard)
        .containsExactly(
            "provider: 1 stay: no address is known for provider.test", "provider: works");
  }

  @Test
  void keepsTheInstancesWhenTheAnswerIsEmpty() throws Exception {
    names.set(host -> new InetAddress[0]);
    awaitLookups(3);

    assertThat(error()).isEqualTo("no address is known for provider.test");
    assertThat(service.get()).isEqualTo(provider.address());
  }

  @Test
  void keepsTheInstancesWhenTheNameServiceBreaks() throws Exception {
    names.set(
        host -> {
          throw new IllegalStateException("out of order");
        });
    awaitLookups(3);

    assertThat(error()).endsWith("out of order");
    assertThat(service.get()).isEqualTo(provider.address());
  }

  @Test
  void noCallWaitsForANameServerThatHangs() throws Exception {
    CountDownLatch hanging = new CountDownLatch(1);
    names.set(
        host -> {
          hanging.countDown();
          return hang();
        });
    hanging.await();

    assertThat(service.get(32, 1000)).containsEntry(provider.address(), 1000L);
    assertThat(end.getCount()).isEqualTo(1);
  }

  @Test
  void saysThatNoInstanceIsKnownBeforeTheFirstResolution() {
    try (TestService unknown =
        new TestService(
            config,
            new RoundRobin(),
            () -> "http://unknown.test",
            host -> {
              throw new UnknownHostException(host);
            })) {
      assertThatThrownBy(unknown::get).isInstanceOf(NoInstanceException.class);
    }
  }

  @Test
  void sendsANameAsHostWithItsUnderscoreAndWithoutTheRootsDot() throws Exception {
    try (TestService rooted =
        new TestService(
            config,
            new RoundRobin(),
            () -> "http://tasks.my_host.:" + provider.port(),
            host ->
                host.equals("tasks.my_host.")
                    ? InetAddress.getAllByName("127.0.0.1")
                    : new InetAddress[0])) {
      await().until(() -> rooted.resolved() == 1);

      assertThat(rooted.get()).isEqualTo(provider.address());
      assertThat(provider.lastHead())
          .startsWith("GET /data HTTP/1.1\r\n")
          .contains("\r\nHost: tasks.my_host:" + provider.port() + "\r\n");
    }
  }

  @Test
  void answersAtOnceThoughAnotherNameHangsFromTheStart() throws Exception {
    try (TestService service =
        new TestService(
            new MapConfig().with("discovery.refresh-interval", 3_600_000),
            new RoundRobin(),
            () -> "http://hang.test:1,http://provider.test:" + provider.port(),
            host -> host.equals("hang.test") ? hang() : InetAddress.getAllByName("127.0.0.1"))) {
      service.service().awaitFirstRefresh(10_000);

      assertThat(service.get()).isEqualTo(provider.address());
      assertThat(end.getCount()).isEqualTo(1);
    }
  }

  @Test
  void keepsTheInstancesWhenNothingIsKnownOfAChangedList() throws Exception {
    AtomicReference<String> list = new AtomicReference<>("http://provider.test");
    try (TestService service =
        new TestService(
            config.with("discovery.refresh-interval", 100),
            new RoundRobin(),
            () -> list + ":" + provider.port(),
            host -> host.equals("hang.test") ? hang() : names.get().lookup(host))) {
      await().until(() -> service.resolved() == 1);
      for (String changed : List.of("http://hang.test", "ftp://nonsense")) {
        list.set(changed);
        await().until(() -> service.service().resolution().error() != null);
        assertThat(service.get()).isEqualTo(provider.address());
        list.set("http://provider.test");
        await().until(() -> service.service().resolution().error() == null);
      }
    }
  }

  @Test
  void goesOnAfterAnErrorInTheBackground() {
    AtomicInteger reads = new AtomicInteger();
    try (TestService service =
        TestService.of(
            config,
            () -> {
              if (reads.incrementAndGet() == 1) {
                throw new NoClassDefFoundError("of a library");
              }
              return provider.address();
            })) {
      await().until(() -> service.resolved() == 1);
    }
  }
}
