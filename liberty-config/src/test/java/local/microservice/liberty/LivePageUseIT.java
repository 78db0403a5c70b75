package local.microservice.liberty;

import static local.microservice.liberty.LibertyServer.delete;
import static local.microservice.liberty.LibertyServer.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;

/** The live page of the development server in a real browser, as one person or two use it. */
@Isolated
@Tag("browser")
class LivePageUseIT {

  private static final String HEADLINE = "[data-field=headline]";
  private static final String PLAIN = "[data-field=plainHeadline]";

  private static DevServer dev;

  private Browser browser;

  @BeforeAll
  static void start() throws Exception {
    Browser.assumeIsThere();
    Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
    dev = DevServer.start(Map.of());
  }

  @AfterAll
  static void stop() {
    Awaitility.reset();
    if (dev != null) {
      dev.close();
    }
  }

  @AfterEach
  void tidyUp() throws Exception {
    browser.close();
    delete(dev.consumer() + "/discovery/traffic?service=provider");
    // part: faults
    for (String provider : dev.providers()) {
      delete(provider + "/faults");
    }
    // end of part
  }

  private void open(String language) {
    browser = new Browser(language);
    PageHost.open(browser, dev.consumer() + "/discovery/");
    await().until(() -> browser.findAll(".instance[data-state=in-rotation]").size() == 3);
  }

  private static void step(Browser browser, String name) {
    browser.find("[data-step=" + name + "]").click();
  }

  private void setRate(int rate) {
    WebElement field = browser.find("[name=rate]");
    field.clear();
    field.sendKeys(Integer.toString(rate));
  }

  private static int number(String text) {
    String digits = text.split("[^\\d,]", 2)[0].replace(",", "");
    return digits.isEmpty() ? 0 : Integer.parseInt(digits);
  }

  // part: faults
  @Test
  void showsAFaultThatAnotherPersonSet() throws Exception {
    open("en");
    assertThat(put(dev.providers().get(1) + "/faults", "{\"delay\":\"PT0.2S\"}").statusCode())
        .isEqualTo(200);

    await()
        .until(
            () ->
                browser
                    .text(".instance:nth-child(2) [data-field=fault]")
                    .equals("answers 200 ms late"));
  }

  @Test
  void tellsWhichFaultWasSetOnACard() {
    open("en");
    browser.find(".instance:nth-child(3) [data-fault=slow]").click();
    await()
        .until(() -> browser.text(".events").contains("a fault was set: it answers 300 ms late"));

    browser.find(".instance:nth-child(3) [data-fault=heal]").click();
    await().until(() -> browser.text(".events").contains("its fault was removed"));
  }

  // end of part

  @Test
  void isUsedByKeyboardAlone() {
    open("en");
    Actions keys = new Actions(browser.driver());

    focusBefore("[data-step=send]");
    keys.sendKeys(Keys.TAB).sendKeys(Keys.ENTER).perform();
    await().until(() -> browser.text("[data-step=send]").contains("Stop traffic"));
    await().until(() -> number(browser.text(HEADLINE)) > 0);
    // part: faults
    keys.sendKeys(Keys.TAB).sendKeys(Keys.SPACE).perform();
    await().until(() -> browser.findAll(".instance.faulty").size() == 1);
    keys.sendKeys(Keys.TAB).sendKeys(Keys.ENTER).perform();
    await().until(() -> browser.findAll(".instance.faulty").isEmpty());
    // end of part
    browser.driver().executeScript("document.querySelector('.instance h3 button').focus()");
    keys.sendKeys(Keys.ENTER).perform();
    await().until(() -> browser.text("[data-field=chosen]").matches("Thick: :\\d+ alone\\."));
    assertThat(browser.find(".instance h3 button").getDomAttribute("aria-pressed"))
        .isEqualTo("true");
    await()
        .until(
            () ->
                browser
                    .find("[data-field=latencyChart] path.chosen.p50")
                    .getDomAttribute("d")
                    .contains("L"));
  }

  private void focusBefore(String css) {
    browser
        .driver()
        .executeScript(
            "const all = [...document.querySelectorAll('button, input')];"
                + "all[all.indexOf(document.querySelector(arguments[0])) - 1].focus()",
            css);
  }

  @Test
  void sendsNoTrafficAtARateThatIsNotAllowed() {
    open("en");

    for (int rate : new int[] {0, 201}) {
      setRate(rate);
      step(browser, "send");
      assertThat(browser.findAll("[name=rate]:invalid")).hasSize(1);
      assertThat(browser.text("[data-step=send]")).contains("Send traffic");
    }
  }

  @Test
  void showsTwoBrowsersTheSame() throws Exception {
    open("en");
    try (Browser other = new Browser("en")) {
      PageHost.open(other, dev.consumer() + "/discovery/");
      setRate(40);
      step(browser, "send");

      await().until(() -> other.text("[data-step=send]").contains("40 calls/s"));
      assertThat(other.find("[name=rate]").getDomProperty("value")).isEqualTo("40");
      await().until(() -> number(other.text(HEADLINE)) > 100);
      step(other, "send");
      await().until(() -> browser.text("[data-step=send]").contains("Send traffic"));
      await()
          .untilAsserted(
              () -> {
                for (String figure : List.of(HEADLINE, PLAIN, "[data-field=since]")) {
                  assertThat(browser.text(figure)).isEqualTo(other.text(figure));
                }
              });
    }
  }

  @Test
  void speaksTheBrowsersLanguageUntilAPersonChoosesAnother() {
    open("zh-CN");
    assertThat(browser.text("h1")).startsWith("服务发现");
    assertThat(browser.text(".instance .state")).contains("可用");
    assertThat(browser.find("html").getDomAttribute("lang")).isEqualTo("zh-CN");

    browser.find("[data-language=en]").click();
    assertThat(browser.text("h1")).startsWith("Service discovery");
    await().until(() -> browser.text(".instance .state").contains("in rotation"));
    browser.driver().navigate().refresh();
    await().until(() -> browser.text("h1").startsWith("Service discovery"));
    assertThat(browser.find("html").getDomAttribute("lang")).isEqualTo("en");
  }

  @Test
  void fitsANarrowScreen() {
    open("en");
    browser.awaitThatItFits(320);
  }
}
