package local.microservice.consumer.fetch;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The consumer's WAR over HTTP, with a provider that succeeds and fails in every way. */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
class FetchIT {

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final CountDownLatch NEVER = new CountDownLatch(1);

  @ArquillianResource URI base;

  TestProvider provider;

  @Deployment(testable = false)
  static WebArchive war() {
    // Each failure here must reach the client. An open circuit breaker or an empty retry budget
    // would hide it.
    return ConsumerWar.with(
        """
        %s/data/CircuitBreaker/requestVolumeThreshold=10000
        discovery.retry-budget.floor=1000
        """
            .formatted(GuardedProvider.class.getName()));
  }

  @BeforeEach
  void startProvider() throws Exception {
    provider = new TestProvider("127.0.0.1", Integer.getInteger("test.provider.port"));
  }

  @AfterEach
  void stopProvider() throws Exception {
    provider.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/fetch", "/consumer/fetch"})
  void passesOnTheDataOfTheContract(String path) throws Exception {
    behave(answering("200 OK", "application/json", contract()));

    HttpResponse<String> answer = get(path);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(answer.body())
        .matches(
            "\\{\"status\":\"success\",\"data\":\\Q%s\\E,\"time\":\"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ\",\"version\":\"v%s\"\\}"
                .formatted(
                    new String(contract(), UTF_8).strip(), System.getProperty("project.version")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Transfer-Encoding: chunked\r\n\r\n%1$x\r\n%2$s\r\n0\r\n\r\n", "\r\n%2$s"})
  void readsAnAnswerThatDoesNotSayItsLengthFirst(String rest) throws Exception {
    behave(withoutLength(rest, contract()));

    assertThat(get("/fetch").statusCode()).isEqualTo(200);
  }

  @Test
  void passesOnEveryCharacter() throws Exception {
    behave(json("{\"message\":\"Grüße, 世界 🌍\",\"source\":\"\\u00fc\"}"));

    JsonObject data = json(get("/fetch")).getJsonObject("data");

    assertThat(data.getString("message")).isEqualTo("Grüße, 世界 🌍");
    assertThat(data.getString("source")).isEqualTo("ü");
  }

  static Stream<Arguments> unavailable() {
    return Stream.of(
        arguments("resets", (Behaviour) connection -> connection.setSoLinger(true, 0)),
        arguments(
            "resets in the middle of its answer",
            promisingMore(connection -> connection.setSoLinger(true, 0))),
        arguments("closes without an answer", (Behaviour) connection -> {}),
        arguments(
            "closes after something else than HTTP",
            (Behaviour)
                connection -> connection.getOutputStream().write("HELLO\r\n".getBytes(UTF_8))),
        arguments("never answers", (Behaviour) connection -> NEVER.await()),
        arguments(
            "trickles its answer",
            promisingMore(connection -> trickle(connection.getOutputStream()))),
        arguments(
            "trickles its header", (Behaviour) connection -> trickle(connection.getOutputStream())),
        arguments("answers 500", answering("500 Oops", "text/plain", "no".getBytes(UTF_8))),
        arguments("answers 502", answering("502 Oops", "text/html", "<b>no</b>".getBytes(UTF_8))),
        arguments("answers 503", answering("503 Oops", "text/plain", "no".getBytes(UTF_8))),
        arguments("answers 504", answering("504 Oops", "text/plain", "no".getBytes(UTF_8))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("unavailable")
  void saysUnavailableWhenTheProvider(String does, Behaviour behaviour) throws Exception {
    behave(behaviour);

    assertUnavailable();
  }

  @Test
  void saysUnavailableWhenTheProviderRefuses() throws Exception {
    provider.close();

    assertUnavailable();
  }

  static Stream<Arguments> nonsense() {
    return Stream.of(
        arguments("answers 404", answering("404 Not Found", "application/json", contract())),
        arguments("redirects", answering("302 Found", "application/json", contract())),
        arguments("answers no content", answering("204 No Content", "text/plain", new byte[0])),
        arguments(
            "answers HTML", answering("200 OK", "text/html", "<html></html>".getBytes(UTF_8))),
        arguments("truncates its JSON", json("{\"message\":\"Hel")),
        arguments(
            "closes before its end",
            promisingMore(connection -> connection.getOutputStream().write(contract()))),
        arguments("sends wrong types", json("{\"message\":[1],\"source\":{}}")),
        arguments("sends an array", json("[]")),
        arguments("leaves out a member", json("{\"message\":\"Hello\"}")),
        arguments("sends null", json("null")),
        arguments("sends more than 1 MiB", answering("200 OK", "application/json", tooLong())),
        arguments(
            "sends more than 1 MiB, and does not say so", withoutLength("\r\n%2$s", tooLong())));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("nonsense")
  void saysBadGatewayWhenTheProvider(String does, Behaviour behaviour) throws Exception {
    behave(behaviour);

    HttpResponse<String> answer = get("/fetch");

    assertProblem(answer, 502, "/fetch");
    assertThat(json(answer).getString("type")).endsWith("bad-provider-answer");
  }

  @Test
  void doesNotUseAConnectionThatTheProviderHasClosed() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    behave(
        connection -> {
          connection
              .getOutputStream()
              .write(
                  "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
                      .formatted(contract().length)
                      .getBytes(UTF_8));
          connection.getOutputStream().write(contract());
          connection.close();
          closed.countDown();
        });
    assertThat(get("/fetch").statusCode()).isEqualTo(200);
    closed.await();
    await().pollDelay(Duration.ofMillis(300)).until(() -> true);

    assertThat(get("/fetch").statusCode()).isEqualTo(200);
  }

  @Test
  void staysReadyWithoutAProvider() throws Exception {
    provider.close();

    assertUnavailable();
    assertThat(get("/health/ready").statusCode()).isEqualTo(200);
    assertThat(get("/health").body()).isEqualTo("{\"status\":\"healthy\"}");
    assertThat(get("/consumer/health").body()).isEqualTo("{\"status\":\"healthy\"}");
    assertThat(get("/health/live").statusCode()).isEqualTo(200);
    assertThat(get("/health/started").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/nothing",
        "/consumer",
        "/consumer/nothing",
        "/consumer/health/ready",
        "/consumer/metrics",
        "/consumer/openapi",
        "/WEB-INF/web.xml",
        "/problem"
      })
  void answersAnUnknownPathWithAProblem(String path) throws Exception {
    assertProblem(get(path), 404, path);
  }

  @Test
  void refusesAnotherMethodAndNamesThoseItTakes() throws Exception {
    HttpResponse<String> answer =
        send(HttpRequest.newBuilder(base.resolve("/fetch")).DELETE().build());

    assertProblem(answer, 405, "/fetch");
    assertThat(answer.headers().firstValue("Allow").orElse("")).contains("GET");
  }

  @ParameterizedTest
  @CsvSource({"text/html, 406", "nonsense, 400"})
  void refusesAnAcceptThatItCannotMeet(String accept, int status) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(base.resolve("/fetch")).header("Accept", accept).build();

    assertProblem(send(request), status, "/fetch");
  }

  /** Sets the provider's behaviour. The provider closes each connection after it. */
  private void behave(Behaviour behaviour) {
    provider.behave(
        connection -> {
          try (connection) {
            behaviour.answer(connection);
          }
        });
  }

  private void assertUnavailable() throws Exception {
    HttpResponse<String> answer = get("/fetch");

    assertProblem(answer, 503, "/fetch");
    assertThat(json(answer).getString("type")).endsWith("provider-unavailable");
    assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
  }

  private static void assertProblem(HttpResponse<String> answer, int status, String path) {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/problem+json");
    JsonObject problem = json(answer);
    assertThat(problem.keySet()).containsExactly("type", "title", "status", "detail", "instance");
    assertThat(problem.getInt("status")).isEqualTo(status);
    assertThat(problem.getString("instance")).isEqualTo(path);
    assertThat(answer.headers().map()).doesNotContainKeys("server", "x-powered-by");
    assertThat(answer.body() + answer.headers().map())
        .doesNotContainIgnoringCase("exception")
        .doesNotContainIgnoringCase("liberty")
        .doesNotContain("SRVE", "RESTEASY", "at local.microservice.", "127.0.0.1");
  }

  /** A call that hangs fails the test. The consumer itself gives up after 3 seconds. */
  private HttpResponse<String> get(String path) throws Exception {
    return send(HttpRequest.newBuilder(base.resolve(path)).timeout(Duration.ofSeconds(10)).build());
  }

  private static HttpResponse<String> send(HttpRequest request) throws Exception {
    return HTTP.send(request, BodyHandlers.ofString());
  }

  private static JsonObject json(HttpResponse<String> answer) {
    return Json.createReader(new StringReader(answer.body())).readObject();
  }

  private static Behaviour json(String body) {
    return answering("200 OK", "application/json", body.getBytes(UTF_8));
  }

  private static Behaviour answering(String status, String contentType, byte[] body) {
    return connection -> {
      OutputStream out = connection.getOutputStream();
      out.write(head(status, contentType, body.length));
      out.write(body);
    };
  }

  /**
   * An answer without Content-Length. The pattern for the rest of the answer gets the body's length
   * and the body.
   */
  private static Behaviour withoutLength(String rest, byte[] body) {
    return connection ->
        connection
            .getOutputStream()
            .write(
                ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                        + rest.formatted(body.length, new String(body, US_ASCII)))
                    .getBytes(US_ASCII));
  }

  private static byte[] head(String status, String contentType, long length) {
    return "HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
        .formatted(status, contentType, length)
        .getBytes(US_ASCII);
  }

  /** Announces a body of 1,000 bytes, but then does something else. */
  private static Behaviour promisingMore(Behaviour then) {
    return connection -> {
      connection.getOutputStream().write(head("200 OK", "application/json", 1000));
      then.answer(connection);
    };
  }

  private static void trickle(OutputStream out) throws Exception {
    for (int i = 0; i < 300; i++) {
      out.write('H');
      out.flush();
      Thread.sleep(100);
    }
  }

  /** A body that keeps the contract, but is too long. */
  private static byte[] tooLong() {
    return "{\"message\":\"Hello\",\"source\":\"%s\"}"
        .formatted("x".repeat(1 << 20))
        .getBytes(UTF_8);
  }

  private static byte[] contract() {
    try (var sample = FetchIT.class.getResourceAsStream("/data.json")) {
      return sample.readAllBytes();
    } catch (IOException missing) {
      throw new UncheckedIOException(missing);
    }
  }
}
