package local.microservice.consumer.page.faults;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page's switch for faults, between a browser and an instance. Both may misbehave. */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
class FaultsPassedOnIT {

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** Longer than any request to the switch may take. */
  private static final Duration TOO_LONG = Duration.ofSeconds(15);

  private static final String FAULT = "{\"status\":503}";

  @ArquillianResource URI base;

  private TestProvider instance;

  @Deployment(testable = false)
  static WebArchive war() {
    return ConsumerWar.with("FAULTS_ENABLED=true");
  }

  @BeforeEach
  void startInstance() throws Exception {
    instance = new TestProvider("127.0.0.1", Integer.getInteger("test.provider.port"));
  }

  @AfterEach
  void stopInstance() throws Exception {
    instance.close();
  }

  @Test
  void passesOnTheFaultAndTheAnswer() throws Exception {
    instance.behave(instance::echo);

    HttpResponse<String> answer = put("application/json", FAULT);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(answer.body()).isEqualTo(FAULT);
  }

  @Test
  void passesOnWhatIsInForce() throws Exception {
    instance.behave(answering("200 OK", "application/json"));

    HttpResponse<String> answer = send("GET");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("<b>{}</b>");
    assertThat(instance.lastHead()).startsWith("GET /faults ");
  }

  @Test
  void makesAnEventOfEachChangeThatTheInstanceAccepts() throws Exception {
    instance.behave(answering("200 OK", "application/json"));
    put("application/json", FAULT);
    assertThat(newestEvent()).doesNotContain("fault");

    instance.behave(instance::echo);
    put("application/json", "{\"status\":503,\"rate\":1,\"delay\":\"PT0S\"}");
    assertThat(newestEvent()).contains("fault-set", instance.address(), "503");

    instance.behave(answering("500 No", "application/json"));
    send("DELETE");
    assertThat(newestEvent()).contains("fault-set");

    instance.behave(answering("200 OK", "application/json"));
    send("DELETE");
    assertThat(newestEvent()).contains("fault-removed", instance.address());
  }

  private String newestEvent() throws Exception {
    String events =
        HTTP.send(
                HttpRequest.newBuilder(base.resolve("/discovery/events")).build(),
                BodyHandlers.ofString())
            .body();
    return events.split("\\},\\{\"at\"")[0];
  }

  private HttpResponse<String> send(String method) throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(base.resolve("/discovery/faults?instance=" + instance.address()))
            .timeout(TOO_LONG)
            .method(method, BodyPublishers.noBody())
            .build(),
        BodyHandlers.ofString());
  }

  @Test
  void waitsForNoHeaderThatDrips() throws Exception {
    instance.behave(connection -> drip(connection));

    assertProblem(put("application/json", FAULT), 502);
    await().until(() -> instance.connections() == 0);
  }

  @Test
  void waitsForNoBodyThatDrips() throws Exception {
    instance.behave(
        connection -> {
          send(connection, "HTTP/1.1 200 OK\r\nContent-Length: 4000\r\n\r\n");
          drip(connection);
        });

    assertProblem(put("application/json", FAULT), 502);
    await().until(() -> instance.connections() == 0);
  }

  @Test
  void readsNoEndlessAnswer() throws Exception {
    instance.behave(
        connection -> {
          send(connection, "HTTP/1.1 200 OK\r\n\r\n");
          while (true) {
            send(connection, " ".repeat(8192));
          }
        });

    assertProblem(put("application/json", FAULT), 502);
    await().until(() -> instance.connections() == 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"102 Processing", "199 X", "600 X", "999 X"})
  void passesOnNoStatusThatIsNoAnswer(String status) throws Exception {
    instance.behave(answering(status, "application/json"));

    assertProblem(put("application/json", FAULT), 502);
  }

  @ParameterizedTest
  @CsvSource({
    "application/json, application/json",
    "Application/JSON; charset=utf-8, application/json",
    "application/problem+json, application/problem+json",
    "text/html, text/plain",
    "image/svg+xml, text/plain",
    "application/json-seq, text/plain",
    "nonsense, text/plain",
    "'', text/plain"
  })
  void passesOnNothingThatABrowserWouldRun(String sent, String passedOn) throws Exception {
    instance.behave(answering("404 Not Found", sent));

    HttpResponse<String> answer = put("application/json", FAULT);

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.headers().firstValue("Content-Type").orElseThrow().split(";")[0])
        .isEqualTo(passedOn);
    assertThat(answer.body()).isEqualTo("<b>{}</b>");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonsense", "utf-16", "iso-8859-1", "\"x y\""})
  void readsNothingButUtf8(String charset) throws Exception {
    assertProblem(put("application/json;charset=" + charset, FAULT), 415);
    assertThat(put("application/json;charset=\"utf-8\"", FAULT).statusCode()).isEqualTo(200);
  }

  @Test
  void refusesALongBodyBeforeItIsThere() throws Exception {
    for (String length : new String[] {"Content-Length: 157286400", "Transfer-Encoding: chunked"}) {
      try (Socket connection = begin(length)) {
        send(connection, length.startsWith("T") ? "9600000\r\n" : "");
        // If the body comes later than the header, Liberty waits until it has a whole buffer of it.
        send(connection, " ".repeat(8192));

        assertThat(status(connection)).contains(" 413 ");
      }
    }
  }

  /** Opens all connections at once, because the server waits the same time for each. */
  @Test
  void waitsForNoRequestThatDripsOrStopsHalfway() throws Exception {
    try (Socket halfway = begin("Content-Length: 4000");
        Socket dripping = begin("Content-Length: 4000");
        Socket chunked = begin("Transfer-Encoding: chunked")) {
      send(halfway, "{");
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
    send(connection, drop);
    return false;
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://[", "%FF", "%zz", "%", "|", "", "x"})
  void knowsNoInstanceOfAnOddName(String name) throws Exception {
    try (Socket connection = connect()) {
      send(
          connection,
          "DELETE /discovery/faults?instance=%s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
              .formatted(name));

      assertThat(new String(connection.getInputStream().readAllBytes(), UTF_8))
          .containsPattern("^HTTP/1.1 4\\d\\d ")
          .contains("application/problem+json");
    }
  }

  private HttpResponse<String> put(String type, String body) throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(base.resolve("/discovery/faults?instance=" + instance.address()))
            .timeout(TOO_LONG)
            .header("Content-Type", type)
            .PUT(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private Socket connect() throws IOException {
    Socket connection = new Socket(base.getHost(), base.getPort());
    connection.setSoTimeout((int) TOO_LONG.toMillis());
    return connection;
  }

  /** Sends the header of a request. The test sends the body. */
  private Socket begin(String length) throws IOException {
    Socket connection = connect();
    send(
        connection,
        "PUT /discovery/faults?instance=%s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n%s\r\n\r\n"
            .formatted(instance.address(), length));
    return connection;
  }

  private static void send(Socket connection, String text) throws IOException {
    OutputStream out = connection.getOutputStream();
    out.write(text.getBytes(US_ASCII));
    out.flush();
  }

  private static String status(Socket connection) throws IOException {
    InputStream in = connection.getInputStream();
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next >= 0 && next != '\r'; next = in.read()) {
      line.append((char) next);
    }
    return line.toString();
  }

  /** Sends bytes for longer than any client waits. */
  private static void drip(Socket connection) throws Exception {
    for (int second = 0; second < 60; second++) {
      send(connection, "H");
      Thread.sleep(1000);
    }
  }

  private static Behaviour answering(String status, String type) {
    return connection ->
        send(
            connection,
            "HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: 9\r\n\r\n<b>{}</b>"
                .formatted(status, type));
  }

  private static void assertProblem(HttpResponse<String> answer, int status) {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/problem+json");
  }
}
