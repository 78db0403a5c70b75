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
import local.microservice.consumer.discovery.TestProvider;
import local.microservice.consumer.discovery.TestProvider.Behaviour;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The consumer's WAR as it ships while its only provider is down, and while it is flooded. */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
class OutageIT {

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final Behaviour DATA =
      connection -> TestProvider.write(connection, 200, "{\"message\":\"m\",\"source\":\"s\"}");

  @ArquillianResource URI base;

  private final AtomicInteger upstream = new AtomicInteger();
  private final CountDownLatch release = new CountDownLatch(1);
  private TestProvider provider;

  @Deployment(testable = false)
  static WebArchive war() {
    return ConsumerWar.shipped();
  }

  @BeforeEach
  void startProvider() throws Exception {
    provider = new TestProvider("127.0.0.1", Integer.getInteger("test.provider.port"));
    provider.behave(DATA);
    awaitAnswer();
  }

  @AfterEach
  void stopProvider() throws Exception {
    release.countDown();
    provider.close();
  }

  @Test
  void answersAnOutageWithoutMultiplyingIt() throws Exception {
    provider.behave(
        connection -> {
          upstream.incrementAndGet();
          TestProvider.write(connection, 503, "no");
        });
    int requests = 500;
    for (int request = 0; request < requests; request++) {
      assertUnavailable(get());
    }

    // Most of these meet an open breaker, which lets one call a second ask whether it may close.
    assertThat(upstream.get()).isBetween(1, requests / 2);

    provider.behave(DATA);
    awaitAnswer();
  }

  @Test
  void answersTheFloodThatItsBulkheadDoesNotTake() throws Exception {
    provider.behave(
        connection -> {
          upstream.incrementAndGet();
          release.await(1500, TimeUnit.MILLISECONDS);
          DATA.answer(connection);
        });
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int caller = 0; caller < 400; caller++) {
      answers.add(
          HTTP.sendAsync(
              HttpRequest.newBuilder(base.resolve("/fetch")).build(), BodyHandlers.ofString()));
    }
    await().until(() -> answers.stream().anyMatch(CompletableFuture::isDone));
    int inside = upstream.get();
    release.countDown();

    assertThat(inside).isLessThanOrEqualTo(256);
    for (CompletableFuture<HttpResponse<String>> each : answers) {
      HttpResponse<String> answer = each.get(20, TimeUnit.SECONDS);
      if (answer.statusCode() != 200) {
        assertUnavailable(answer);
      }
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
