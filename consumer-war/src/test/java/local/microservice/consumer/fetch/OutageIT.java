package local.microservice.consumer.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import local.microservice.consumer.ConsumerWar;
import local.microservice.discovery.fixtures.TestProvider;
import local.microservice.discovery.fixtures.TestProvider.Behaviour;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The consumer's WAR while all three instances of its provider are down, and during a flood of
 * calls.
 */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
class OutageIT {

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final Behaviour DATA =
      connection -> TestProvider.write(connection, 200, "{\"message\":\"m\",\"source\":\"s\"}");

  @ArquillianResource URI base;

  private static final int PORT = Integer.getInteger("test.provider.port");
  private static final int REQUESTS = 500;
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(4);

  /** The bulkhead's limit here. The server itself would let in more calls. */
  private static final int AT_ONCE = 8;

  /** How long a call of the flood waits for the provider. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final AtomicInteger upstream = new AtomicInteger();
  private final CountDownLatch release = new CountDownLatch(1);
  private final List<TestProvider> providers = new ArrayList<>();

  @Deployment(testable = false)
  static WebArchive war() {
    return ConsumerWar.with(
        """
        PROVIDER_SERVICE=http://three.test:%d
        %s/data/Bulkhead/value=%d
        discovery.call-timeout=%4$d
        discovery.read-timeout=%4$d
        discovery.ejection.stall=%4$d
        """
            .formatted(PORT, GuardedProvider.class.getName(), AT_ONCE, PATIENCE.toMillis()));
  }

  @BeforeEach
  void startProviders() throws Exception {
    for (int last = 2; last <= 4; last++) {
      providers.add(new TestProvider("127.0.0." + last, PORT));
    }
    behave(DATA);
    awaitAnswer();
  }

  @AfterEach
  void stopProviders() throws Exception {
    release.countDown();
    closeAll();
  }

  private void behave(Behaviour behaviour) {
    providers.forEach(each -> each.behave(behaviour));
  }

  private void closeAll() throws Exception {
    for (TestProvider each : providers) {
      each.close();
    }
    providers.clear();
  }

  @Test
  void answersAnOutageWithoutMultiplyingIt() throws Exception {
    behave(
        connection -> {
          upstream.incrementAndGet();
          TestProvider.write(connection, 503, "no");
        });
    answersEveryRequestAtOnce();

    // Most of these calls meet an open circuit breaker. The breaker lets one call a second through
    // to find out whether it may close.
    assertThat(upstream.get()).isBetween(1, REQUESTS / 2);

    behave(DATA);
    awaitAnswer();
  }

  @Test
  void answersAtOnceWhenNoInstanceTakesAConnection() throws Exception {
    closeAll();
    answersEveryRequestAtOnce();

    startProviders();
  }

  /**
   * The first requests open the circuit breaker. Each of the others has its answer within a second.
   */
  private void answersEveryRequestAtOnce() throws Exception {
    for (int request = 0; request < REQUESTS; request++) {
      assertUnavailable(
          HTTP.send(
              HttpRequest.newBuilder(base.resolve("/fetch"))
                  .timeout(request < 50 ? CALL_TIMEOUT : Duration.ofSeconds(1))
                  .build(),
              BodyHandlers.ofString()));
    }
  }

  @Test
  void refusesTheFloodThatItsBulkheadDoesNotTakeAndHoldsItAgainstNobody() throws Exception {
    behave(
        connection -> {
          upstream.incrementAndGet();
          release.await();
          DATA.answer(connection);
        });
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int caller = 0; caller < REQUESTS; caller++) {
      answers.add(
          HTTP.sendAsync(
              HttpRequest.newBuilder(base.resolve("/fetch")).build(), BodyHandlers.ofString()));
    }
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(answers)
                    .filteredOn(CompletableFuture::isDone)
                    .hasSize(REQUESTS - AT_ONCE)
                    .allSatisfy(refused -> assertUnavailable(refused.join())));
    assertThat(upstream).hasValue(AT_ONCE);
    release.countDown();

    for (CompletableFuture<HttpResponse<String>> each : answers) {
      each.get(20, TimeUnit.SECONDS);
    }
    assertThat(answers).filteredOn(answer -> answer.join().statusCode() == 200).hasSize(AT_ONCE);
    // An open circuit breaker would refuse these calls for a second.
    for (int call = 0; call < 20; call++) {
      assertThat(get().statusCode()).isEqualTo(200);
    }
  }

  private static void assertUnavailable(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/problem+json");
    assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
  }

  private void awaitAnswer() {
    await().atMost(Duration.ofSeconds(20)).until(() -> get().statusCode() == 200);
  }

  private HttpResponse<String> get() throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(base.resolve("/fetch")).build(), BodyHandlers.ofString());
  }
}
