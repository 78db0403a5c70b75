package local.microservice.discovery.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import local.microservice.discovery.config.SettingsReader;
import local.microservice.discovery.fixtures.MapConfig;
import local.microservice.discovery.fixtures.TestProvider;
import local.microservice.discovery.fixtures.TestService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The number of connections, their lifetime, and what happens after one closes. */
class ConnectionsIT {

  private static final int CALLERS = 256;

  private final CountDownLatch release = new CountDownLatch(1);
  private final ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
  private TestProvider provider;

  @BeforeEach
  void start() throws IOException {
    provider = new TestProvider("127.0.0.1", 0);
  }

  @AfterEach
  void stop() throws IOException {
    release.countDown();
    callers.shutdownNow();
    provider.close();
  }

  private TestService service(MapConfig config) {
    TestService service = TestService.of(config, provider.address());
    await().until(() -> service.resolved() == 1);
    return service;
  }

  /** All callers call. The provider holds each call until all calls have arrived. */
  private List<Future<String>> callFromAll(TestService service) {
    provider.behave(
        connection -> {
          release.await();
          TestProvider.write(connection, 200, "released");
        });
    List<Future<String>> answers = new ArrayList<>();
    for (int caller = 0; caller < CALLERS; caller++) {
      answers.add(callers.submit(() -> service.get()));
    }
    return answers;
  }

  @Test
  void noneOf256CallersWaitsForAConnection() throws Exception {
    try (TestService service = service(new MapConfig())) {
      List<Future<String>> answers = callFromAll(service);

      await().until(() -> provider.requests() == CALLERS);
      release.countDown();

      for (Future<String> answer : answers) {
        assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo("released");
      }
    }
  }

  @Test
  void openNoMoreThanTheirLimitAndACallWaitsForOneNoLongerThanItMay() throws Exception {
    MapConfig config =
        new MapConfig()
            .with("discovery.connections.max", 5)
            .with("discovery.connections.wait", 100)
            .with("discovery.retries", 0);
    try (TestService service = service(config)) {
      List<Future<String>> answers = callFromAll(service);
      await().until(() -> answers.stream().filter(Future::isDone).count() == CALLERS - 5);
      assertThat(provider.accepted()).isEqualTo(5);
      release.countDown();

      int refused = 0;
      for (Future<String> answer : answers) {
        try {
          answer.get(10, TimeUnit.SECONDS);
        } catch (java.util.concurrent.ExecutionException failed) {
          assertThat(failed.getCause())
              .hasMessageContaining("no connection became free within 100 ms");
          refused++;
        }
      }
      assertThat(refused).isEqualTo(CALLERS - 5);
    }
  }

  @Test
  void areNewOnceTheyAreTooOld() throws Exception {
    MapConfig config = new MapConfig().with("discovery.connections.max-age", 300);
    try (TestService service = service(config)) {
      await()
          .until(
              () -> {
                service.get();
                return provider.accepted() >= 3;
              });
      assertThat(provider.requests()).isGreaterThan(provider.accepted());
    }
  }

  @Test
  void areClosedWhenNobodyUsesThem() throws Exception {
    MapConfig config = new MapConfig().with("discovery.connections.idle", 300);
    try (TestService service = service(config)) {
      service.get();
      assertThat(provider.connections()).isEqualTo(1);

      await().until(() -> provider.connections() == 0);
    }
  }

  @Test
  void closedByTheProviderFailNoCallNotEvenAPost() throws Exception {
    provider.behave(
        connection -> {
          TestProvider.write(connection, 200, "bye");
          connection.close();
        });
    try (TestService service = service(new MapConfig())) {
      for (int call = 0; call < 200; call++) {
        // The next call comes at once. The client checks a connection that was idle for longer in
        // any case.
        await()
            .pollDelay(Duration.ZERO)
            .pollInterval(Duration.ofMillis(1))
            .until(() -> provider.connections() == 0);
        assertThat(service.service().send(TestService.POST).status()).isEqualTo(200);
      }
      assertThat(provider.requests()).isEqualTo(200);
    }
  }

  @Test
  void aCallThatMayNotBeRepeatedGoesElsewhereWhenItCannotConnect() throws Exception {
    TestProvider closed = new TestProvider("127.0.0.1", 0);
    closed.close();
    try (TestService service =
        TestService.of(new MapConfig(), closed.address(), provider.address())) {
      await().until(() -> service.resolved() == 2);
      for (int call = 0; call < 10; call++) {
        assertThat(service.service().send(TestService.POST).status()).isEqualTo(200);
      }
      assertThat(provider.requests()).isEqualTo(10);
    }
  }

  @Test
  void aCallThatMayNotBeRepeatedIsSentOnceWhateverTheAnswer() throws Exception {
    try (TestProvider other = new TestProvider("127.0.0.1", 0);
        TestService service =
            TestService.of(new MapConfig(), other.address(), provider.address())) {
      await().until(() -> service.resolved() == 2);
      for (TestProvider each : List.of(provider, other)) {
        each.behave(connection -> TestProvider.write(connection, 503, "no"));
      }
      assertThat(service.service().send(TestService.POST).status()).isEqualTo(503);
      assertThat(provider.requests() + other.requests()).isEqualTo(1);

      for (TestProvider each : List.of(provider, other)) {
        each.behave(connection -> connection.close());
      }
      assertThatThrownBy(() -> service.service().send(TestService.POST))
          .isInstanceOf(IOException.class);
      assertThat(provider.requests() + other.requests()).isEqualTo(2);
    }
  }

  @Test
  void aCallThatIsGivenUpAtAnyMomentFailsForThatReason() throws Exception {
    try (Connections connections =
        new KeptConnections(
            new Endpoint("http", "127.0.0.1", null, provider.port()),
            SettingsReader.of(new MapConfig(), "provider").connection())) {
      int givenUp = 0;
      for (int call = 0; call < 3000; call++) {
        Exchange exchange =
            new Exchange(
                TestService.GET.request(),
                Map.of(),
                System.nanoTime(),
                Long.MAX_VALUE,
                false,
                System::nanoTime);
        CountDownLatch started = new CountDownLatch(1);
        int spins = call;
        Future<?> cancelling =
            callers.submit(
                () -> {
                  started.countDown();
                  for (int spin = 0; spin < spins; spin++) {
                    Thread.onSpinWait();
                  }
                  exchange.cancel(new Exchange.Cancellation("given up", false));
                });
        started.await();
        try {
          connections.send(exchange);
        } catch (SocketTimeoutException failure) {
          assertThat(failure).hasMessage("given up");
          givenUp++;
        }
        cancelling.get();
      }
      assertThat(givenUp).isPositive();
    }
  }

  @Test
  void toHttpsAreMadeOnlyWhereTheCertificateIsTrustedAndOfThatName(@TempDir Path folder)
      throws Exception {
    Path keys = folder.resolve("keys.p12");
    List<String> keytool = new ArrayList<>();
    keytool.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    keytool.addAll(
        List.of("-genkeypair", "-keyalg", "EC", "-dname", "CN=it", "-ext", "san=ip:127.0.0.1"));
    keytool.addAll(List.of("-keystore", keys.toString(), "-storepass", "secret"));
    assertThat(new ProcessBuilder(keytool).start().waitFor()).isZero();
    KeyStore store = KeyStore.getInstance(keys.toFile(), "secret".toCharArray());
    KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(store, "secret".toCharArray());
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(own.getKeyManagers(), null, null);
    HttpsServer server = HttpsServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    String address = "https://127.0.0.1:" + server.getAddress().getPort();
    String otherName = "https://localhost:" + server.getAddress().getPort();
    try {
      try (TestService service = TestService.of(new MapConfig(), address)) {
        await().until(() -> service.resolved() == 1);
        assertThatThrownBy(() -> service.service().send(TestService.GET))
            .isInstanceOf(SSLHandshakeException.class);
      }
      System.setProperty("javax.net.ssl.trustStore", keys.toString());
      System.setProperty("javax.net.ssl.trustStorePassword", "secret");
      try (TestService service = TestService.of(new MapConfig(), address)) {
        await().until(() -> service.resolved() == 1);
        assertThat(service.service().send(TestService.GET).status()).isEqualTo(200);
      }
      try (TestService service = TestService.of(new MapConfig(), otherName)) {
        await().until(() -> service.resolved() > 0);
        assertThatThrownBy(() -> service.service().send(TestService.GET))
            .isInstanceOf(SSLException.class);
      }
    } finally {
      System.clearProperty("javax.net.ssl.trustStore");
      System.clearProperty("javax.net.ssl.trustStorePassword");
      server.stop(0);
    }
  }
}
