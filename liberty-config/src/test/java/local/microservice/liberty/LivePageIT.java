package local.microservice.liberty;

import static jakarta.json.JsonValue.EMPTY_JSON_OBJECT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.IntFunction;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.openqa.selenium.Keys;
import org.openqa.selenium.interactions.Actions;

/** The live page in a real browser, with states that the test makes up. */
@Isolated
@Tag("browser")
class LivePageIT {

  private static final String MARKUP =
      "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>";

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

  private void open(PageHost host) {
    browser = new Browser("en");
    PageHost.open(browser, host.page());
  }

  private static JsonObject provider(JsonObjectBuilder instances) {
    return services("provider", PageState.service(instances.build()));
  }

  private static JsonObject services(String name, JsonObjectBuilder service) {
    return Json.createObjectBuilder().add(name, service).build();
  }

  private static JsonObject threeInstances() {
    JsonObjectBuilder instances = Json.createObjectBuilder();
    for (int port = 8080; port < 8083; port++) {
      instances.add("" + port, PageState.instance("http://127.0.0.1:" + port));
    }
    return provider(instances);
  }

  private static IntFunction<JsonObject> always(String consumer, JsonObject services) {
    return second -> PageState.of(consumer, services);
  }

  @Test
  void showsWhatComesFromOutsideAsText() throws Exception {
    JsonObject sick =
        Json.createObjectBuilder(PageState.instance(MARKUP).build())
            .add("state", "ejected")
            .add(
                "ejection",
                Json.createObjectBuilder()
                    .add("until", Instant.now().toString())
                    .add("reason", Json.createObjectBuilder().add("code", MARKUP)))
            .build();
    JsonObjectBuilder service =
        PageState.service(Json.createObjectBuilder().add(MARKUP, sick).build())
            .add("strategy", MARKUP);
    JsonObject event =
        Json.createObjectBuilder()
            .add("at", Instant.now().toString())
            .add("service", MARKUP)
            .add("type", MARKUP)
            .add("address", MARKUP)
            .add("text", MARKUP)
            .build();
    JsonObject events = Json.createObjectBuilder().add("1", event).build();
    try (PageHost host =
        new PageHost(second -> PageState.of(MARKUP, services(MARKUP, service), events))) {
      open(host);

      await().until(() -> browser.text("h2").equals(MARKUP));
      assertThat(browser.text("#consumer")).isEqualTo(MARKUP);
      assertThat(browser.text(".instance h3")).isEqualTo(MARKUP);
      assertThat(browser.text("[data-field=strategy]")).isEqualTo(MARKUP);
      assertThat(browser.text(".events [data-field=what]")).isEqualTo(MARKUP);
      browser.find(".events summary").click();
      assertThat(browser.text(".events [data-field=text]")).isEqualTo(MARKUP);
      assertThat(browser.findAll("img, body script, main script")).isEmpty();
      assertThat(browser.driver().getTitle()).isEqualTo("Service discovery, live");
    }
  }

  @Test
  void tellsForHowLongAnInstanceRests() throws Exception {
    JsonObjectBuilder resting =
        PageState.instance("http://127.0.0.1:8080")
            .add("restsUntil", Instant.now().plusSeconds(30).toString());
    JsonObject services = provider(Json.createObjectBuilder().add("1", resting));
    try (PageHost host = new PageHost(always("one", services))) {
      open(host);

      await()
          .until(
              () -> browser.text(".message").matches("It asked for a rest: (30|2\\d) s left\\."));
      assertThat(browser.text(".state")).contains("rests");
    }
  }

  private static JsonObject ejected() {
    return PageState.instance("http://127.0.0.1:8080")
        .add("state", "ejected")
        .add(
            "ejection",
            Json.createObjectBuilder()
                .add("until", Instant.now().plusSeconds(30).toString())
                .add("reason", Json.createObjectBuilder().add("code", "trial-lost")))
        .build();
  }

  // part: faults
  @Test
  void saysThatAHealedInstanceWaitsForItsTrial() throws Exception {
    JsonObjectBuilder events = Json.createObjectBuilder();
    int id = 0;
    for (String type : List.of("fault-set", "ejected", "fault-removed")) {
      id++;
      events.add(
          "" + id,
          Json.createObjectBuilder()
              .add("at", Instant.now().toString())
              .add("service", "provider")
              .add("type", type)
              .add("seconds", 30)
              .add("address", "http://127.0.0.1:8080"));
    }
    JsonObject happened = events.build();
    JsonObject services = provider(Json.createObjectBuilder().add("1", ejected()));
    try (PageHost host = new PageHost(second -> PageState.of("one", services, happened))) {
      open(host);

      await()
          .until(
              () ->
                  browser
                      .text(".message")
                      .matches("Healed\\. Its trial call comes in (30|2\\d) s\\."));
      assertThat(browser.text("[data-step=heal]")).contains("Healed: back after its trial.");
    }
  }

  // end of part

  @Test
  void movesNothingWhenItPanics() throws Exception {
    JsonObject instances = Json.createObjectBuilder().add("1", ejected()).build();
    try (PageHost host =
        new PageHost(
            second ->
                PageState.of(
                    "one",
                    services(
                        "provider", PageState.service(instances).add("panic", second >= 3))))) {
      open(host);
      assertThat(browser.find(".panic").isDisplayed()).isFalse();
      int before = browser.find(".steps").getLocation().y;

      await().until(() -> browser.find(".panic").isDisplayed());
      assertThat(browser.text(".panic"))
          .isEqualTo("Panic mode: every instance is ejected, so all are used.");
      assertThat(browser.find(".steps").getLocation().y).isEqualTo(before);
    }
  }

  @Test
  void saysThatItIsStaleAndThenWhichConsumerAnswers() throws Exception {
    PageHost host = new PageHost(always("one", threeInstances()));
    try (host) {
      open(host);
    }
    await()
        .until(() -> browser.text("#link").matches("stale: no news for \\d+ s, connecting again"));
    // part: faults
    browser.find("[data-step=fail]").click();
    await().until(() -> browser.text("[data-field=said]").equals("The consumer does not answer."));
    // end of part

    try (PageHost again = new PageHost(always("other", threeInstances()), host.port())) {
      await().until(() -> browser.text("#link").equals("live"));
      await().until(() -> browser.text("[data-field=said]").isEmpty());
      assertThat(browser.text("#consumer")).isEqualTo("other");
      assertThat(browser.text("#notice"))
          .isEqualTo("Another consumer answers now: other. The page forgot what one told.");
      assertThat(again.page()).isEqualTo(host.page());
    }
  }

  @Test
  void saysThatThereIsNoService() throws Exception {
    try (PageHost host = new PageHost(always("one", EMPTY_JSON_OBJECT))) {
      open(host);

      await()
          .until(
              () ->
                  browser
                      .text("#none")
                      .equals("This consumer calls no service: none is configured."));
    }
  }

  @Test
  void saysThatAServiceHasNoInstanceAndNoPathForTraffic() throws Exception {
    JsonObject services = services("orders", PageState.service(EMPTY_JSON_OBJECT));
    try (PageHost host = new PageHost(always("one", services))) {
      open(host);

      await().until(() -> browser.text("[data-field=empty]").startsWith("No instance yet"));
      assertThat(browser.text("[data-step=send]")).contains("The page can send no traffic");
      assertThat(browser.text("[data-field=headline]")).isEqualTo("No calls yet.");
    }
  }

  @Test
  void showsEachServiceInASectionOfItsOwn() throws Exception {
    JsonObjectBuilder orders =
        PageState.service(EMPTY_JSON_OBJECT).add("breakers", Json.createArrayBuilder().add("open"));
    JsonObject both = Json.createObjectBuilder(threeInstances()).add("orders", orders).build();
    try (PageHost host = new PageHost(always("one", both))) {
      open(host);

      await().until(() -> browser.findAll(".service").size() == 2);
      assertThat(browser.text(".service:nth-child(1) [data-field=breaker]")).isEqualTo("closed");
      assertThat(browser.text(".service:nth-child(2) [data-field=breaker]")).isEqualTo("open");
      assertThat(browser.findAll(".service:nth-child(2) .instance")).isEmpty();
    }
  }

  @Test
  void explainsAFigureOnFocusAndOnHoverUntilEscape() throws Exception {
    try (PageHost host = new PageHost(always("one", threeInstances()))) {
      open(host);
      await().until(() -> browser.findAll(".instance").size() == 3);
      Actions actions = new Actions(browser.driver());

      actions.moveToElement(browser.find(".instance [data-field=p99]")).perform();
      await().until(() -> browser.text("#tip").startsWith("99 of 100 good answers"));
      actions.sendKeys(Keys.ESCAPE).perform();
      assertThat(browser.find("#tip").isDisplayed()).isFalse();

      browser.driver().executeScript("document.querySelector('[data-explain=budget]').focus()");
      assertThat(browser.text("#tip")).startsWith("The retries that are allowed now.");
      assertThat(browser.find("[data-explain=budget]").getDomAttribute("aria-describedby"))
          .isEqualTo("tip");
      assertThat(browser.text(".instance [data-field=p99]")).isEqualTo("–");
    }
  }
}
