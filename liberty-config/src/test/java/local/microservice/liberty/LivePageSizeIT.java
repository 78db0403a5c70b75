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
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** The live page in a real browser, with more instances than a person can look at. */
@Isolated
@Tag("browser")
class LivePageSizeIT {

  private static final int MANY = 500;

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

  /** Every instance gets calls every second; three of them are sick. */
  private static JsonObject many(int second) {
    JsonObjectBuilder instances = Json.createObjectBuilder();
    for (int i = 0; i < MANY; i++) {
      JsonObjectBuilder each =
          PageState.instance(
                  "http://10.0.%d.%d:8080".formatted(i / 250, i % 250), 1000 + 4 * second)
              .add("p50Millis", 1 + (i + second) % 9);
      if (i % 200 == 99) {
        each.add("state", "ejected")
            .add(
                "ejection",
                Json.createObjectBuilder()
                    .add("until", Instant.now().plusSeconds(9).toString())
                    .add(
                        "reason",
                        Json.createObjectBuilder()
                            .add("code", "slow")
                            .add("ownMillis", 1500)
                            .add("peersMillis", 5)));
      }
      instances.add("" + i, each);
    }
    return PageState.of(
        "one",
        Json.createObjectBuilder().add("provider", PageState.service(instances.build())).build());
  }

  @Test
  void showsTheSickFirstOfFiveHundredInstancesAtASmallCost() throws Exception {
    try (PageHost host = new PageHost(LivePageSizeIT::many)) {
      browser = new Browser("en");
      PageHost.open(browser, host.page());

      await().until(() -> browser.findAll("tr.instance").size() == 50);
      assertThat(browser.findAll("tr.instance[data-state=ejected]")).hasSize(3);
      assertThat(browser.text("tr.instance:nth-child(1)"))
          .contains("10.0.0.99:8080", "it takes 1,500 ms, the others 5 ms");
      assertThat(browser.text("[data-field=shown]")).isEqualTo("50 of 500 shown");

      browser.find("[data-field=more]").click();
      await().until(() -> browser.findAll("tr.instance").size() == 100);
      browser.find("[data-field=filter]").sendKeys("10.0.1.24");
      await().until(() -> browser.findAll("tr.instance").size() == 11);
      browser.find("[data-field=filter]").clear();
      browser.find("[data-field=filter]").sendKeys(" ");
      await().until(() -> browser.findAll("tr.instance").size() == 50);

      for (String theme : List.of("light", "dark")) {
        browser.theme(theme);
        assertThat(new AxeBuilder().analyze(browser.driver()).getViolations()).as(theme).isEmpty();
      }
      measure(host);
    }
  }

  private void measure(PageHost host) throws InterruptedException {
    browser.driver().executeCdpCommand("Performance.enable", Map.of());
    long bytes = host.patchedBytes();
    double script = metric("ScriptDuration");
    double task = metric("TaskDuration");
    Instant begin = Instant.now();
    int seconds = 10;
    await().until(() -> Duration.between(begin, Instant.now()).toSeconds() >= seconds);

    System.out.printf(
        "live page, %d instances: %.1f ms of script a second, %.1f ms of all tasks%n",
        MANY,
        1000 * (metric("ScriptDuration") - script) / seconds,
        1000 * (metric("TaskDuration") - task) / seconds);
    assertThat((host.patchedBytes() - bytes) / seconds).isBetween(1_000L, 30_000L);
  }

  /** One of Chromium's figures of the page, in seconds. */
  private double metric(String name) {
    List<?> metrics =
        (List<?>)
            browser.driver().executeCdpCommand("Performance.getMetrics", Map.of()).get("metrics");
    return metrics.stream()
        .map(metric -> (Map<?, ?>) metric)
        .filter(metric -> metric.get("name").equals(name))
        .mapToDouble(metric -> ((Number) metric.get("value")).doubleValue())
        .findFirst()
        .orElseThrow();
  }
}
