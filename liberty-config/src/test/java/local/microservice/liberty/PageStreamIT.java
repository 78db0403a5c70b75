package local.microservice.liberty;

import static local.microservice.harness.Discovered.provider;
import static local.microservice.harness.Fetches.json;
import static local.microservice.liberty.LibertyServer.get;
import static local.microservice.liberty.PageStream.service;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the live page is sent, and what it asks for. */
@ExtendWith(SharedDevServer.class)
@ResourceLock(SharedDevServer.NAME)
class PageStreamIT {

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private static DevServer dev;

  @BeforeAll
  static void use(DevServer shared) {
    dev = shared;
  }

  @Test
  void beginsWithTheStateAndThePast() throws Exception {
    get(dev.consumer() + "/fetch");
    try (PageStream stream = new PageStream(dev.consumer())) {
      assertThat(stream.type()).isEqualTo("text/event-stream");
      JsonObject state = stream.next("snapshot");
      JsonObject past = stream.next("history");

      assertThat(state.keySet())
          .contains("consumer", "version", "environment", "at", "services", "events");
      JsonObject provider = service(state);
      assertThat(provider.keySet())
          .contains(
              "strategy",
              "panic",
              "resolution",
              "breakers",
              "calls",
              "failed",
              "rescued",
              "retries",
              "retryBudgetLeft",
              "summary",
              "traffic",
              "instances");
      assertThat(provider.getJsonObject("summary").keySet())
          .containsExactly("since", "calls", "failed", "rescued");
      assertThat(provider.getJsonArray("breakers")).hasToString("[\"closed\"]");
      JsonObject instances = provider.getJsonObject("instances");
      assertThat(instances).hasSize(3);
      for (String id : instances.keySet()) {
        assertThat(instances.getJsonObject(id).keySet())
            .contains("address", "state", "calls", "failures", "inFlight", "connections");
      }
      JsonObject recorded = past.getJsonObject("services").getJsonObject("provider");
      assertThat(recorded.getJsonObject("instances").keySet()).containsAll(instances.keySet());
      assertThat(recorded.getJsonArray("at"))
          .hasSizeBetween(1, 121)
          .hasSameSizeAs(recorded.getJsonArray("calls"));
      assertThat(Instant.parse(state.getString("at")).toEpochMilli())
          .isEqualTo(
              recorded
                  .getJsonArray("at")
                  .getJsonNumber(recorded.getJsonArray("at").size() - 1)
                  .longValue());
    }
  }

  @Test
  void isKeptUpToDateByDifferences() throws Exception {
    try (PageStream stream = new PageStream(dev.consumer())) {
      int before = service(stream.state()).getInt("calls");
      get(dev.consumer() + "/fetch");

      stream.await(state -> service(state).getInt("calls") > before);
    }
  }

  @Test
  void tellsTheLatencyOfAKnownInstance() throws Exception {
    String path = "/discovery/latency?service=provider&instance=" + instance(0);
    JsonObject latency = json(answer(path).body());

    assertThat(latency.keySet()).containsExactly("at", "p50Millis", "p99Millis");
    assertThat(latency.getJsonArray("at")).hasSameSizeAs(latency.getJsonArray("p99Millis"));
    for (String unknown : List.of("?service=x&instance=x", "?service=provider", "")) {
      HttpResponse<String> none = answer("/discovery/latency" + unknown);
      assertThat(none.statusCode()).isEqualTo(404);
      assertThat(none.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    }
  }

  @Test
  void hasItsEventsAsJsonToo() throws Exception {
    List<JsonObject> events = events();

    assertThat(events).isNotEmpty().hasSizeLessThanOrEqualTo(200);
    assertThat(events)
        .extracting(each -> each.getString("at"))
        .isSortedAccordingTo(Comparator.reverseOrder());
    assertThat(events)
        .filteredOn(each -> each.getString("type").equals("joined"))
        .extracting(each -> each.getString("address"))
        .contains(instance(0), instance(1), instance(2));
  }

  @Test
  void looksOnceForFiftyPages() throws Exception {
    List<PageStream> pages = new ArrayList<>();
    Instant last = Instant.MIN;
    for (int page = 0; page < 50; page++) {
      pages.add(new PageStream(dev.consumer()));
      last = lookedAt(pages.get(page));
    }

    Set<Instant> looks = new HashSet<>();
    for (PageStream page : pages) {
      Instant next = lookedAt(page);
      while (!next.isAfter(last)) {
        next = lookedAt(page);
      }
      looks.add(next);
      page.close();
    }

    assertThat(looks).hasSize(1);
  }

  private static Instant lookedAt(PageStream page) throws Exception {
    return Instant.parse(page.state().getString("at"));
  }

  @Test
  void refusesMorePagesThanItCanServeAndForgetsThoseThatAreGone() throws Exception {
    List<HttpResponse<InputStream>> pages = new ArrayList<>();
    HttpResponse<InputStream> page = PageStream.open(dev.consumer());
    while (page.statusCode() == 200 && pages.size() < 1000) {
      pages.add(page);
      page = PageStream.open(dev.consumer());
    }
    assertThat(page.statusCode()).isEqualTo(503);
    assertThat(page.headers().firstValue("Retry-After")).isPresent();
    assertThat(pages).hasSizeBetween(50, 999);

    for (HttpResponse<InputStream> each : pages) {
      each.body().close();
    }
    await().until(PageStreamIT::hasPlaces);
  }

  /** Opens several pages at once: the places of those that are gone come back one by one. */
  private static boolean hasPlaces() throws Exception {
    List<HttpResponse<InputStream>> pages = new ArrayList<>();
    for (int page = 0; page < 50; page++) {
      pages.add(PageStream.open(dev.consumer()));
    }
    for (HttpResponse<InputStream> each : pages) {
      each.body().close();
    }
    return pages.stream().allMatch(each -> each.statusCode() == 200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"HEAD", "OPTIONS"})
  void givesNoPlaceToWhoReadsNoEvents(String method) throws Exception {
    for (int page = 0; page < 1000; page++) {
      assertThat(
              HTTP.send(
                      HttpRequest.newBuilder(URI.create(dev.consumer() + "/discovery/stream"))
                          .method(method, BodyPublishers.noBody())
                          .build(),
                      BodyHandlers.discarding())
                  .statusCode())
          .isEqualTo(200);
    }

    HttpResponse<InputStream> page = PageStream.open(dev.consumer());
    page.body().close();
    assertThat(page.statusCode()).isEqualTo(200);
  }

  private static List<JsonObject> events() throws Exception {
    return json(answer("/discovery/events").body())
        .getJsonArray("events")
        .getValuesAs(JsonObject.class);
  }

  private static HttpResponse<String> answer(String path) throws Exception {
    return LibertyServer.get(dev.consumer() + path);
  }

  private static String instance(int place) {
    return dev.providers().get(place).replace("localhost", "127.0.0.1");
  }
}
