package local.microservice.liberty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.deque.html.axecore.selenium.AxeBuilder;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.openqa.selenium.WebElement;

/** What the live page shows of a cluster, in a real browser, with states that the test makes up. */
@Isolated
@Tag("browser")
class LivePageZonesIT {

  private static final String LONG_NODE =
      "ip-10-0-133-201.eu-central-1.compute.internal-and-more-than-a-card-has-room-for";

  private Browser browser;

  @BeforeAll
  static void needsABrowser() {
    Browser.assumeIsThere();
    Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
  }

  @AfterAll
  static void reset() {
    Awaitility.reset();
  }

  @AfterEach
  void closeBrowser() {
    browser.close();
  }

  private static JsonObjectBuilder endpoint(String zone, String node) {
    return Json.createObjectBuilder()
        .add("ready", true)
        .add("serving", true)
        .add("terminating", false)
        .add("zone", zone)
        .add("node", node);
  }

  /** A service of a cluster with a node of a long name, and so many more instances. */
  private static JsonObjectBuilder cluster(JsonObjectBuilder zones, int more) {
    JsonObjectBuilder instances =
        Json.createObjectBuilder()
            .add("1", at(1).add("endpoint", endpoint("eu-1a", "n1")))
            .add("2", at(2).add("endpoint", endpoint("eu-1b", LONG_NODE).add("terminating", true)))
            .add("3", at(3));
    for (int number = 4; number < 4 + more; number++) {
      instances.add("" + number, at(number).add("endpoint", endpoint("eu-1c", "n" + number)));
    }
    JsonObjectBuilder others = Json.createObjectBuilder();
    for (int number = 101; number < 106; number++) {
      others.add(
          "http://10.0.0." + number + ":8080",
          endpoint("eu-1a", "n1").add("ready", false).add("terminating", number == 102));
    }
    return PageState.service(instances.build())
        .add("zones", zones)
        .add(
            "source",
            Json.createObjectBuilder()
                .add("name", "endpoint-slices")
                .add("since", Instant.now().toString()))
        .add("others", others);
  }

  private static JsonObjectBuilder at(int number) {
    return PageState.instance("http://10.0.0." + number + ":8080");
  }

  private static JsonObjectBuilder zones(String spread, int outside) {
    return Json.createObjectBuilder()
        .add("zone", "eu-1a")
        .add("spread", spread)
        .add("outside", outside)
        .add("inZone", 193)
        .add("outsideZone", 7);
  }

  private static JsonObject state(JsonObjectBuilder service) {
    return PageState.of("one", Json.createObjectBuilder().add("provider", service).build());
  }

  private void open(PageHost host, String language) {
    browser = new Browser(language);
    PageHost.open(browser, host.page());
  }

  private String figure(String name) {
    return browser.text("[data-field=" + name + "]");
  }

  @Test
  void showsNothingOfAClusterWhereNothingIsKnown() throws Exception {
    JsonObjectBuilder names =
        PageState.service(Json.createObjectBuilder().add("1", at(1)).build())
            .add("source", Json.createObjectBuilder().add("name", "names"));
    JsonObject state = state(names);
    try (PageHost host = new PageHost(second -> state)) {
      open(host, "en");

      await().until(() -> browser.findAll(".instance").size() == 1);
      for (String hidden : List.of("cluster", "placeLine", "placeHead")) {
        assertThat(browser.find("[data-field=" + hidden + "]").isDisplayed()).as(hidden).isFalse();
      }
    }
  }

  @Test
  void showsZonesNodesAndWhereTheAddressesComeFrom() throws Exception {
    JsonObject state = state(cluster(zones("in-zone", 0), 0));
    try (PageHost host = new PageHost(second -> state)) {
      open(host, "en");

      await().until(() -> browser.findAll(".cards .instance").size() == 3);
      assertThat(figure("zones"))
          .isEqualTo("this consumer is in eu-1a · calls stay in the zone · 96.5 % stayed in it");
      assertThat(figure("source")).matches("by EndpointSlices since \\d\\d:\\d\\d:\\d\\d");
      assertThat(figure("others"))
          .isEqualTo(
              "10.0.0.101:8080 is not ready, 10.0.0.102:8080 terminates,"
                  + " 10.0.0.103:8080 is not ready, and 2 more");
      assertThat(place(1)).isEqualTo("zone eu-1a · node n1");
      assertThat(place(2)).isEqualTo("zone eu-1b · node " + LONG_NODE + " · terminates");
      assertThat(place(3)).isEqualTo("–");
      checkForm();
    }
  }

  private String place(int card) {
    return browser
        .find(".instance:nth-child(" + card + ") [data-field=place]")
        .getDomProperty("textContent");
  }

  /** Cards are equally high, nothing is wider than a narrow screen, and axe finds nothing. */
  private void checkForm() {
    assertThat(
            browser.findAll(".cards .instance").stream()
                .map(each -> each.getSize().height)
                .distinct())
        .hasSize(1);
    for (String theme : List.of("light", "dark")) {
      browser.theme(theme);
      assertThat(new AxeBuilder().analyze(browser.driver()).getViolations()).as(theme).isEmpty();
    }
    browser.awaitThatItFits(320);
  }

  @Test
  void showsThatCallsLeaveTheZoneAndThatOneIsEvacuated() throws Exception {
    JsonObject loaded = state(cluster(zones("load", 2), 0));
    JsonObject evacuated =
        state(
            cluster(
                zones("evacuated", 2)
                    .add("evacuated", Json.createArrayBuilder().add("eu-1a"))
                    .add("overruled", false),
                0));
    try (PageHost host = new PageHost(second -> second < 3 ? loaded : evacuated)) {
      open(host, "en");
      await()
          .until(
              () ->
                  figure("zones")
                      .contains("calls spill over to 2 instances outside: the zone is loaded"));
      int before = browser.find(".cards .instance").getSize().height;

      await()
          .until(
              () ->
                  figure("zones").contains("calls go outside: the zone is evacuated")
                      && figure("zones").endsWith("evacuated: eu-1a"));
      assertThat(place(1)).isEqualTo("zone eu-1a · node n1 · evacuated");
      assertThat(browser.find(".cards .instance").getSize().height).isEqualTo(before);
    }
  }

  @Test
  void showsPlacesInTheTableAndFindsThem() throws Exception {
    JsonObject state = state(cluster(zones("few", 1), 20));
    try (PageHost host = new PageHost(second -> state)) {
      open(host, "en");
      await().until(() -> browser.findAll("tr.instance").size() == 23);
      assertThat(browser.text("[data-field=placeHead]")).isEqualTo("Zone and node");
      assertThat(browser.text("tr.instance:nth-child(1)")).contains("zone eu-1a · node n1");

      browser.find("[data-field=filter]").sendKeys("eu-1c");
      await().until(() -> browser.findAll("tr.instance").size() == 20);
      assertThat(new AxeBuilder().analyze(browser.driver()).getViolations()).isEmpty();
    }
  }

  @Test
  void tellsWhatHappenedInBothLanguages() throws Exception {
    String[] types = {
      "spills-over", "stays-in-zone", "evacuated", "evacuation-ended", "source-changed"
    };
    JsonObjectBuilder events = Json.createObjectBuilder();
    for (int number = 0; number < types.length; number++) {
      events.add(
          "" + (number + 1),
          Json.createObjectBuilder()
              .add("at", Instant.now().toString())
              .add("service", "provider")
              .add("type", types[number])
              .add("zone", "eu-1a")
              .add("why", number == 0 ? "few" : "HTTP status 403")
              .add("name", "names"));
    }
    JsonObject services =
        Json.createObjectBuilder().add("provider", cluster(zones("in-zone", 0), 0)).build();
    JsonObject state = PageState.of("one", services, events.build());
    try (PageHost host = new PageHost(second -> state)) {
      open(host, "en");
      await().until(() -> browser.findAll(".events li").size() == types.length);
      assertThat(sentences())
          .containsExactly(
              "its addresses come by names now: HTTP status 403",
              "the evacuation of zone eu-1a is over",
              "zone eu-1a is evacuated",
              "calls stay in zone eu-1a again",
              "calls leave zone eu-1a: it has too few instances for its share");

      browser.find("[data-language=zh-CN]").click();
      await().until(() -> sentences().anyMatch(each -> each.equals("可用区 eu-1a 已撤离")));
      assertThat(figure("zones")).contains("调用留在本区");
    }
  }

  private Stream<String> sentences() {
    return browser.findAll(".events [data-field=what]").stream().map(WebElement::getText);
  }
}
