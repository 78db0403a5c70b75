package local.microservice.liberty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static local.microservice.harness.Discovered.provider;
import static local.microservice.harness.Fetches.json;
import static local.microservice.liberty.LibertyServer.freePort;
import static local.microservice.liberty.LibertyServer.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The files and events of the live page, over HTTP. {@link LivePageIT} tests the page in a browser.
 */
class PageIT {

  private static final String BROWSER = "text/html,application/xhtml+xml,*/*;q=0.8";
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private static DevServer dev;

  @BeforeAll
  static void start() throws Exception {
    dev = DevServer.start(Map.of());
  }

  @AfterAll
  static void stop() {
    dev.close();
  }

  private static HttpResponse<String> getAs(String accept, String path) throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(URI.create(dev.consumer() + path)).header("Accept", accept).build(),
        BodyHandlers.ofString());
  }

  @ParameterizedTest
  @CsvSource({"/discovery", "/discovery/"})
  void staysJsonForWhoeverIsNoBrowser(String path) throws Exception {
    for (String accept : List.of("application/json", "*/*")) {
      assertThat(provider(json(getAs(accept, path).body()))).isNotEmpty();
    }
  }

  @Test
  void isThereForABrowserWithAStrictPolicyAndNothingInline() throws Exception {
    HttpResponse<String> page = getAs(BROWSER, "/discovery/");

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html;charset=UTF-8");
    assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
        .startsWith("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';")
        .doesNotContain("unsafe");
    assertThat(page.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    assertThat(page.body())
        .contains("<script type=\"module\" src=\"page.js\"></script>")
        .doesNotContain("style=", "<style", " on", "http://", "https://");
  }

  @Test
  void isAtAPathFromWhichItsFilesAreFound() throws Exception {
    HttpResponse<String> moved = getAs(BROWSER, "/discovery");

    assertThat(moved.statusCode()).isEqualTo(301);
    assertThat(moved.headers().firstValue("Location")).hasValue("discovery/");
  }

  @ParameterizedTest
  @CsvSource({
    "style.css, text/css",
    "icon.svg, image/svg+xml",
    "page.js, text/javascript",
    "words.js, text/javascript",
    "history.js, text/javascript",
    "traffic.js, text/javascript"
  })
  void hasItsFiles(String name, String type) throws Exception {
    HttpResponse<String> file = getAs("*/*", "/discovery/" + name);

    assertThat(file.statusCode()).isEqualTo(200);
    assertThat(file.headers().firstValue("Content-Type")).hasValue(type + ";charset=UTF-8");
  }

  @ParameterizedTest
  @CsvSource({
    "/discovery/none.js",
    "/discovery/index.html",
    "/discovery/..%2Fweb.xml",
    "/WEB-INF/page/page.js",
    "/consumer/discovery",
    "/consumer/discovery/",
    "/consumer/discovery/events"
  })
  void isNowhereElse(String path) throws Exception {
    assertThat(getAs(BROWSER, path).statusCode()).isIn(400, 404);
  }

  @Test
  void isKeptUpToDateByEvents() throws Exception {
    HttpResponse<InputStream> events = open(dev.consumer());
    assertThat(events.headers().firstValue("Content-Type")).hasValue("text/event-stream");
    try (BufferedReader lines = new BufferedReader(new InputStreamReader(events.body(), UTF_8))) {
      JsonObject first = nextEvent(lines);
      get(dev.consumer() + "/fetch");
      JsonObject later = nextEvent(lines);
      while (calls(later) == calls(first)) {
        later = nextEvent(lines);
      }
      assertThat(later.getString("consumer")).isNotEmpty();
      assertThat(provider(later).getJsonArray("instances")).hasSize(3);
      assertThat(later.getJsonObject("breakers")).hasToString("{\"provider\":[\"closed\"]}");
    }
  }

  private static HttpResponse<InputStream> open(String consumer) throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(URI.create(consumer + "/discovery/events")).build(),
        BodyHandlers.ofInputStream());
  }

  private static JsonObject nextEvent(BufferedReader lines) throws Exception {
    String line = lines.readLine();
    while (!line.startsWith("data:")) {
      line = lines.readLine();
    }
    return json(line.substring("data:".length()));
  }

  private static int calls(JsonObject snapshot) {
    return provider(snapshot).getInt("calls");
  }

  @Test
  void looksOnceForFiftyPages() throws Exception {
    List<BufferedReader> pages = new ArrayList<>();
    Instant last = Instant.MIN;
    for (int page = 0; page < 50; page++) {
      pages.add(new BufferedReader(new InputStreamReader(open(dev.consumer()).body(), UTF_8)));
      last = lookedAt(pages.get(page));
    }

    Set<Instant> looks = new HashSet<>();
    for (BufferedReader page : pages) {
      Instant next = lookedAt(page);
      while (!next.isAfter(last)) {
        next = lookedAt(page);
      }
      looks.add(next);
      page.close();
    }

    assertThat(looks).hasSize(1);
  }

  private static Instant lookedAt(BufferedReader page) throws Exception {
    return Instant.parse(nextEvent(page).getString("at"));
  }

  @Test
  void refusesMorePagesThanItCanServeAndForgetsThoseThatAreGone() throws Exception {
    List<HttpResponse<InputStream>> pages = new ArrayList<>();
    HttpResponse<InputStream> page = open(dev.consumer());
    while (page.statusCode() == 200 && pages.size() < 1000) {
      pages.add(page);
      page = open(dev.consumer());
    }
    assertThat(page.statusCode()).isEqualTo(503);
    assertThat(page.headers().firstValue("Retry-After")).isPresent();
    assertThat(pages).hasSizeBetween(50, 999);

    for (HttpResponse<InputStream> each : pages) {
      each.body().close();
    }
    await()
        .until(
            () -> {
              HttpResponse<InputStream> next = open(dev.consumer());
              next.body().close();
              return next.statusCode() == 200;
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"HEAD", "OPTIONS"})
  void givesNoPlaceToWhoReadsNoEvents(String method) throws Exception {
    for (int page = 0; page < 1000; page++) {
      assertThat(
              HTTP.send(
                      HttpRequest.newBuilder(URI.create(dev.consumer() + "/discovery/events"))
                          .method(method, BodyPublishers.noBody())
                          .build(),
                      BodyHandlers.discarding())
                  .statusCode())
          .isEqualTo(200);
    }

    HttpResponse<InputStream> page = open(dev.consumer());
    page.body().close();
    assertThat(page.statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /discovery, cors, empty",
    "GET, /discovery, no-cors, script",
    "GET, /discovery/, navigate, iframe",
    "GET, /discovery/events, no-cors, image",
    "GET, /discovery/events, navigate, iframe",
    "HEAD, /discovery/events, no-cors, empty",
    "DELETE, /discovery/faults?instance=x, cors, empty",
    "POST, /discovery/faults?instance=x, navigate, document"
  })
  void answersNoPageOfAnotherSite(String method, String path, String mode, String destination)
      throws Exception {
    assertThat(from("cross-site", method, path, mode, destination)).isIn(403, 405);
    assertThat(from("same-origin", method, path, mode, destination)).isNotEqualTo(403);
  }

  @Test
  void isFoundByALinkOfAnotherSite() throws Exception {
    assertThat(from("cross-site", "GET", "/discovery/", "navigate", "document")).isEqualTo(200);
  }

  private static int from(String site, String method, String path, String mode, String destination)
      throws Exception {
    HttpResponse<InputStream> answer =
        HTTP.send(
            HttpRequest.newBuilder(URI.create(dev.consumer() + path))
                .header("Accept", BROWSER)
                .header("Sec-Fetch-Site", site)
                .header("Sec-Fetch-Mode", mode)
                .header("Sec-Fetch-Dest", destination)
                .method(method, BodyPublishers.noBody())
                .build(),
            BodyHandlers.ofInputStream());
    answer.body().close();
    return answer.statusCode();
  }

  // part: faults
  @Test
  void makesAKnownInstanceSickAndWell() throws Exception {
    String instance = dev.providers().get(2).replace("localhost", "127.0.0.1");

    assertThat(faults("PUT", instance, "{\"status\":503}")).isEqualTo(200);
    assertThat(get(instance + "/data").statusCode()).isEqualTo(503);
    assertThat(get(instance + "/info").statusCode()).isEqualTo(503);
    assertThat(faults("PUT", instance, "{\"status\":1}")).isEqualTo(400);
    assertThat(faults("DELETE", instance, "")).isEqualTo(204);
    assertThat(get(instance + "/data").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({"http://127.0.0.1:1", "http://localhost", "''"})
  void asksNobodyButKnownInstances(String instance) throws Exception {
    assertThat(faults("PUT", instance, "{\"status\":503}")).isEqualTo(404);
  }

  private static int faults(String method, String instance, String body) throws Exception {
    return HTTP.send(
            HttpRequest.newBuilder(
                    URI.create(
                        dev.consumer()
                            + "/discovery/faults?instance="
                            + URLEncoder.encode(instance, UTF_8)))
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.discarding())
        .statusCode();
  }

  // end of part

  @Test
  void holdsUpNoStopAndHasNoSwitchForFaultsUnasked() throws Exception {
    String consumer = "http://localhost:" + freePort();
    String port = Integer.toString(URI.create(consumer).getPort());
    LibertyServer server =
        new LibertyServer(
            "consumer.xml", Map.of("PORT", port, "PROVIDER_SERVICE", dev.providers().get(0)));
    try (server) {
      server.awaitAnswer(consumer + "/fetch");
      // part: faults
      assertThat(get(consumer + "/discovery/faults").statusCode()).isEqualTo(404);
      // end of part
      assertThat(open(consumer).statusCode()).isEqualTo(200);
    }

    assertThat(server.console()).contains("CWWKE1101I").doesNotContain("CWWKE1102W");
  }
}
