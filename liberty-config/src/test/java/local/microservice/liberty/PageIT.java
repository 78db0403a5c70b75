package local.microservice.liberty;

import static local.microservice.harness.Discovered.provider;
import static local.microservice.harness.Fetches.json;
import static local.microservice.liberty.LibertyServer.freePort;
import static local.microservice.liberty.LibertyServer.get;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The files and events of the live page, over HTTP. {@link LivePageIT} tests the page in a browser.
 */
@ExtendWith(SharedDevServer.class)
@ResourceLock(SharedDevServer.NAME)
class PageIT {

  private static final String BROWSER = "text/html,application/xhtml+xml,*/*;q=0.8";
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private static DevServer dev;

  @BeforeAll
  static void use(DevServer shared) {
    dev = shared;
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
    "/consumer/discovery/stream",
    "/consumer/discovery/events",
    "/consumer/discovery/traffic"
  })
  void isNowhereElse(String path) throws Exception {
    assertThat(getAs(BROWSER, path).statusCode()).isIn(400, 404);
  }

  @Test
  void isWhereABrowserIsLedTo() throws Exception {
    HttpResponse<String> start = getAs(BROWSER, "/");

    assertThat(start.statusCode()).isEqualTo(302);
    assertThat(start.headers().firstValue("Location")).hasValue("discovery/");
    for (String accept : List.of("application/json", "text/plain", "*/*")) {
      assertThat(getAs(accept, "/").statusCode()).isEqualTo(404);
      assertThat(json(getAs(accept, "/").body()).getString("title")).isEqualTo("Not Found");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /discovery, cors, empty",
    "GET, /discovery, no-cors, script",
    "GET, /discovery/, navigate, iframe",
    "GET, /, no-cors, image",
    "GET, /discovery/events, cors, empty",
    "GET, /discovery/latency, no-cors, script",
    "GET, /discovery/stream, no-cors, image",
    "GET, /discovery/stream, navigate, iframe",
    "HEAD, /discovery/stream, no-cors, empty",
    "PUT, /discovery/traffic?service=x, cors, empty",
    "DELETE, /discovery/traffic?service=x, cors, empty",
    "PUT, /discovery/zones/x/evacuated, cors, empty",
    "DELETE, /discovery/zones/x/evacuated, cors, empty",
    "GET, /discovery/faults?instance=x, no-cors, image",
    "DELETE, /discovery/faults?instance=x, cors, empty",
    "POST, /discovery/faults?instance=x, navigate, document"
  })
  void answersNoPageOfAnotherSite(String method, String path, String mode, String destination)
      throws Exception {
    assertThat(from("cross-site", method, path, mode, destination)).isIn(403, 405, 415);
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
      assertThat(PageStream.open(consumer).statusCode()).isEqualTo(200);
    }

    assertThat(server.console()).contains("CWWKE1101I").doesNotContain("CWWKE1102W");
  }
}
