package local.microservice.provider;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.JavaArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The provider's WAR with the switch for faults. {@link ProviderApiIT} tests the WAR without the
 * switch.
 */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
class FaultsIT {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  /** The timeout of a Kubernetes probe. */
  private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(2);

  /** Longer than a request may hold a thread. */
  private static final Duration TOO_LONG = Duration.ofSeconds(15);

  private static final String NONE = "{\"status\":null,\"rate\":0.0,\"delay\":\"PT0S\"}";

  @ArquillianResource URI base;

  @Deployment(testable = false)
  static WebArchive war() {
    return ShrinkWrap.createFromZipFile(
            WebArchive.class, Path.of("target", "provider-war.war").toFile())
        .addAsLibrary(
            ShrinkWrap.create(JavaArchive.class, "faults.jar")
                .addAsManifestResource(
                    new StringAsset("FAULTS_ENABLED=true"), "microprofile-config.properties"));
  }

  @AfterEach
  void heal() throws Exception {
    send("DELETE", "/faults");
  }

  @Test
  void hasNoFaultsUntilTheyAreSet() throws Exception {
    HttpResponse<String> answer = send("GET", "/faults");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(answer.body()).isEqualTo(NONE);
    assertThat(send("GET", "/data").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'status':503,'rate':0.5,'delay':'PT2S'} | {'status':503,'rate':0.5,'delay':'PT2S'}",
        "{'status':503} | {'status':503,'rate':1.0,'delay':'PT0S'}",
        "{'delay':'PT60S'} | {'status':null,'rate':1.0,'delay':'PT1M'}",
        "{'status':null,'rate':0.0,'delay':'PT0S'} | {'status':null,'rate':0.0,'delay':'PT0S'}"
      })
  void tellsTheFaultsThatAreSet(String body, String inForce) throws Exception {
    HttpResponse<String> answer = put(body.replace('\'', '"'));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(answer.body()).isEqualTo(inForce.replace('\'', '"'));
    assertThat(send("GET", "/faults").body()).isEqualTo(inForce.replace('\'', '"'));
  }

  @Test
  void countsAsErrorsOfTheEndpointThatItReplaces() throws Exception {
    put("{\"status\":503}");
    send("GET", "/data");

    assertThat(send("GET", "/metrics").body())
        .containsPattern(
            "http_server_request_duration_seconds_count"
                + "\\{.*http_response_status_code=\"503\",http_route=\"/data\"");
  }

  @ParameterizedTest
  @CsvSource({
    "/data, 503, Service Unavailable",
    "/data, 404, Not Found",
    "/data, 499, Error",
    "/info, 503, Service Unavailable",
    "/provider/info, 503, Service Unavailable",
    "/provider/data, 500, Internal Server Error"
  })
  void answersWithTheStatusInPlaceOfAnyPublicResource(String path, int status, String title)
      throws Exception {
    put("{\"status\":%d,\"rate\":1}".formatted(status));

    HttpResponse<String> answer = send("GET", path);

    assertProblem(answer, status, path);
    assertThat(json(answer).getString("title")).isEqualTo(title);
    assertThat(json(answer).getString("detail"))
        .isEqualTo("This instance has faults until someone removes them.");
  }

  @ParameterizedTest
  @CsvSource({
    "/data, Hello from provider service",
    "/provider/data, Hello from provider service",
    "/info, data-provider"
  })
  void waitsTheDelayBeforeItsAnswer(String path, String body) throws Exception {
    put("{\"delay\":\"PT0.5S\"}");

    long start = System.nanoTime();
    HttpResponse<String> answer = send("GET", path);

    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isGreaterThanOrEqualTo(Duration.ofMillis(500));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains(body);
  }

  @Test
  void waitsTheDelayBeforeTheStatus() throws Exception {
    put("{\"status\":503,\"delay\":\"PT0.5S\"}");

    long start = System.nanoTime();
    HttpResponse<String> answer = send("GET", "/data");

    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isGreaterThanOrEqualTo(Duration.ofMillis(500));
    assertThat(answer.statusCode()).isEqualTo(503);
  }

  @Test
  void keepsItsHealthWhileHundredsOfCallsWait() throws Exception {
    put("{\"delay\":\"PT10S\"}");
    // No thread of the client waits either, and HTTP/1.1 keeps the client from trying to upgrade a
    // connection.
    HttpClient callers = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    List<CompletableFuture<HttpResponse<String>>> waiting =
        Stream.generate(
                () ->
                    callers.sendAsync(
                        HttpRequest.newBuilder(base.resolve("/data")).build(),
                        BodyHandlers.ofString()))
            .limit(300)
            .toList();

    for (int probe = 0; probe < 20; probe++) {
      assertThat(
              HTTP.send(
                      HttpRequest.newBuilder(base.resolve("/health/live"))
                          .timeout(PROBE_TIMEOUT)
                          .build(),
                      BodyHandlers.ofString())
                  .statusCode())
          .isEqualTo(200);
    }
    assertThat(waiting).noneMatch(CompletableFuture::isDone);

    for (CompletableFuture<HttpResponse<String>> each : waiting) {
      assertThat(each.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void answersWithTheDataAtRateZero() throws Exception {
    put("{\"status\":503,\"rate\":0,\"delay\":\"PT1M\"}");

    for (int i = 0; i < 20; i++) {
      assertThat(send("GET", "/data").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void isFaultyNowAndThenAtRatesBetween() throws Exception {
    put("{\"status\":503,\"rate\":0.5}");

    Set<Integer> statuses = new TreeSet<>();
    for (int i = 0; i < 60; i++) {
      statuses.add(send("GET", "/data").statusCode());
    }

    assertThat(statuses).containsExactly(200, 503);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/health",
        "/provider/health",
        "/health/live",
        "/health/ready",
        "/health/started",
        "/metrics",
        "/faults"
      })
  void leavesProbesAndOperatorsWell(String path) throws Exception {
    put("{\"status\":503,\"delay\":\"PT1M\"}");

    assertThat(send("GET", path).statusCode()).isEqualTo(200);
  }

  @Test
  void heals() throws Exception {
    put("{\"status\":503}");

    HttpResponse<String> answer = send("DELETE", "/faults");

    assertThat(answer.statusCode()).isEqualTo(204);
    assertThat(send("GET", "/faults").body()).isEqualTo(NONE);
    assertThat(send("GET", "/data").statusCode()).isEqualTo(200);
    assertThat(send("DELETE", "/faults").statusCode()).isEqualTo(204);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'status':99} | status is 99, but must be a whole number from 400 to 599",
        "{'status':'503'} | status is '503', but must be a whole number from 400 to 599",
        "{'rate':1.5} | rate is 1.5, but must be a number from 0 to 1",
        "{'rate':'1'} | rate is '1', but must be a number from 0 to 1",
        "{'delay':'2s'} | delay is '2s', but must be an ISO-8601 duration from 'PT0S' to 'PT1M'",
        "{'delay':'PT61S'} | delay is 'PT61S', but must be an ISO-8601 duration from 'PT0S' to 'PT1M'",
        "{'delay':2} | delay is 2, but must be an ISO-8601 duration from 'PT0S' to 'PT1M'",
        "{'state':503} | state is not known; the members are status, rate and delay"
      })
  void refusesAMemberThatIsNotWhatItMayBe(String body, String detail) throws Exception {
    assertRefused(body.replace('\'', '"'), detail.replace('\'', '"'));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "nonsense",
        "null",
        "[]",
        "[{\"status\":500}]",
        "{\"status\":500",
        "{\"status\":500,}",
        "{\"status\":500}}",
        "{\"status\":500} {}",
        "{\"status\":1e99999999999}"
      })
  void refusesABodyThatIsNoJsonObject(String body) throws Exception {
    assertRefused(
        body,
        "The body must be a JSON object, such as {\"status\":503,\"rate\":0.5,\"delay\":\"PT2S\"}.");
  }

  @Test
  void refusesALongBody() throws Exception {
    String fault = "{\"status\":500}";

    assertRefused(fault + " ".repeat(4097 - fault.length()), "The body is longer than 4096 bytes.");
    assertThat(put(fault + " ".repeat(4096 - fault.length())).statusCode()).isEqualTo(200);
  }

  @Test
  void refusesAnotherMediaType() throws Exception {
    assertProblem(
        send(
            HttpRequest.newBuilder(base.resolve("/faults"))
                .header("Content-Type", "text/plain")
                .PUT(BodyPublishers.ofString("{\"status\":503}"))),
        415,
        "/faults");
    assertThat(send("GET", "/faults").body()).isEqualTo(NONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonsense", "utf-16", "iso-8859-1", "\"x y\""})
  void readsNothingButUtf8(String charset) throws Exception {
    assertProblem(putAs("application/json;charset=" + charset), 415, "/faults");
    assertThat(putAs("application/json;charset=\"utf-8\"").statusCode()).isEqualTo(200);
  }

  private HttpResponse<String> putAs(String type) throws Exception {
    return send(
        HttpRequest.newBuilder(base.resolve("/faults"))
            .header("Content-Type", type)
            .PUT(BodyPublishers.ofString("{\"status\":503}")));
  }

  /** Opens all connections at once, because the server waits the same time for each. */
  @Test
  void waitsForNoBodyThatDripsOrStopsHalfway() throws Exception {
    try (Socket halfway = begin("Content-Length: 4000");
        Socket dripping = begin("Content-Length: 4000");
        Socket chunked = begin("Transfer-Encoding: chunked")) {
      halfway.getOutputStream().write('{');
      await()
          .atMost(TOO_LONG)
          .until(() -> dripOrAnswered(dripping, " ") & dripOrAnswered(chunked, "1\r\n \r\n"));

      assertThat(status(dripping)).contains(" 408 ");
      assertThat(status(chunked)).contains(" 408 ");
      assertThat(status(halfway)).contains(" 408 ");
    }
  }

  /**
   * Sends a part of the body, unless there is an answer: after an answer, the server closes the
   * connection.
   */
  private static boolean dripOrAnswered(Socket connection, String drop) throws IOException {
    if (connection.getInputStream().available() > 0) {
      return true;
    }
    connection.getOutputStream().write(drop.getBytes(US_ASCII));
    return false;
  }

  /** Sends the header of a request. The test sends the body. */
  private Socket begin(String length) throws IOException {
    Socket connection = new Socket(base.getHost(), base.getPort());
    connection.setSoTimeout((int) TOO_LONG.toMillis());
    connection
        .getOutputStream()
        .write(
            "PUT /faults HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n%s\r\n\r\n"
                .formatted(length)
                .getBytes(US_ASCII));
    return connection;
  }

  private static String status(Socket connection) throws IOException {
    return new BufferedReader(new InputStreamReader(connection.getInputStream(), US_ASCII))
        .readLine();
  }

  @Test
  void answersNoPageOfAnotherSite() throws Exception {
    for (String method : List.of("GET", "PUT", "DELETE")) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(base.resolve("/faults"))
              .header("Content-Type", "application/json")
              .header("Sec-Fetch-Site", "cross-site")
              .method(method, BodyPublishers.ofString("{\"status\":503}"));
      assertProblem(send(request), 403, "/faults");
    }
    assertThat(send("GET", "/faults").body()).isEqualTo(NONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "PUT", "DELETE", "POST"})
  void isNothingThatAnIngressReaches(String method) throws Exception {
    assertProblem(send(method, "/provider/faults"), 404, "/provider/faults");
  }

  /** Checks that the provider refuses the body and keeps its faults. */
  private void assertRefused(String body, String detail) throws Exception {
    String before = put("{\"status\":502,\"delay\":\"PT3S\"}").body();

    HttpResponse<String> answer = put(body);

    assertProblem(answer, 400, "/faults");
    assertThat(json(answer).getString("title")).isEqualTo("Bad Request");
    assertThat(json(answer).getString("detail")).isEqualTo(detail);
    assertThat(send("GET", "/faults").body()).isEqualTo(before);
  }

  private static void assertProblem(HttpResponse<String> answer, int status, String path) {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/problem+json");
    assertThat(json(answer).getString("type")).isEqualTo("about:blank");
    assertThat(json(answer).getInt("status")).isEqualTo(status);
    assertThat(json(answer).getString("instance")).isEqualTo(path);
  }

  private HttpResponse<String> put(String body) throws Exception {
    return send(
        HttpRequest.newBuilder(base.resolve("/faults"))
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofString(body)));
  }

  private HttpResponse<String> send(String method, String path) throws Exception {
    return send(HttpRequest.newBuilder(base.resolve(path)).method(method, BodyPublishers.noBody()));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return HTTP.send(request.timeout(Duration.ofSeconds(10)).build(), BodyHandlers.ofString());
  }

  private static JsonObject json(HttpResponse<String> answer) {
    return Json.createReader(new StringReader(answer.body())).readObject();
  }
}
