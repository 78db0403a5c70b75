package local.microservice.liberty;

import static local.microservice.liberty.LibertyServer.delete;
import static local.microservice.liberty.LibertyServer.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.deque.html.axecore.results.Results;
import com.deque.html.axecore.selenium.AxeBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
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

/** The live page of the development server in a real browser, as a person sees and uses it. */
@Isolated
@Tag("browser")
class LivePageStoryIT {

  private static final String HEADLINE = "[data-field=headline]";
  private static final String PLAIN = "[data-field=plainHeadline]";

  private static DevServer dev;

  private Browser browser;

  @BeforeAll
  static void start() throws Exception {
    assumeTrue(Browser.isThere(), Browser.SKIPPED);
    Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
    dev = DevServer.startAtUsualPorts(Map.of());
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
    browser.openPage(dev.consumer() + "/discovery/");
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

  /** Waits until the figures mean something and the chart shows some seconds. */
  private void warmUp(int calls) {
    await()
        .atMost(Duration.ofSeconds(120))
        .until(
            () ->
                number(browser.text(HEADLINE)) >= calls
                    && browser.findAll(".instance [data-field=p99]").stream()
                        .noneMatch(figure -> figure.getText().equals("–")));
  }

  private static int number(String text) {
    String digits = text.split("[^\\d,]", 2)[0].replace(",", "");
    return digits.isEmpty() ? 0 : Integer.parseInt(digits);
  }

  // part: faults
  @Test
  void tellsTheStoryInThreeClicks() throws Exception {
    open("en");
    assertThat(browser.text("#consumer")).isNotEmpty();
    assertThat(browser.find("[data-step=send]").getDomAttribute("aria-current")).isEqualTo("step");

    setRate(60);
    step(browser, "send");
    warmUp(2000);
    await().until(() -> browser.text("[data-field=pinned]").contains("its connection leads to :"));
    assertThat(browser.text(HEADLINE)).matches("[\\d,]+ calls, 0 failed\\.");
    assertThat(browser.text(PLAIN)).matches("[\\d,]+ calls, 0 failed");
    assertThat(browser.text("[data-field=pinned]")).startsWith("100 % answered by one instance: ");
    picture("calm");

    step(browser, "fail");
    await().until(() -> browser.findAll(".instance[data-state=ejected]").size() == 1);
    String sick = browser.text(".instance[data-state=ejected] h3");
    assertThat(browser.text("[data-field=pinned]")).endsWith("leads to " + sick);
    assertThat(browser.text(".instance[data-state=ejected] [data-field=fault]"))
        .isEqualTo("answers 503");
    assertThat(browser.text("[data-field=inRotation]")).isEqualTo("2 of 3");
    await()
        .until(
            () ->
                browser
                    .text(HEADLINE)
                    .matches("[\\d,]+ calls, 0 failed: \\d+ were rescued by another instance\\."));
    await().until(() -> browser.text(PLAIN).matches("[\\d,]+ calls, [1-9][\\d,]* failed"));
    assertThat(browser.text(".events"))
        .containsPattern(
            "\\d\\d:\\d\\d:\\d\\d "
                + sick
                + " ejected for \\d+ s: 5 calls failed in a row, the last: it answered 503");
    await()
        .until(
            () ->
                browser
                    .text(".instance[data-state=ejected] .message")
                    .matches("Back on trial in ([6-9]|\\d\\d) s: .*"));
    picture("ejected");

    step(browser, "heal");
    await().until(() -> browser.findAll(".instance[data-state=in-rotation]").size() == 3);
    await()
        .until(() -> browser.text(".events").contains(sick + " is well again: back in rotation"));
    assertThat(browser.text(HEADLINE)).contains(" calls, 0 failed: ");
    step(browser, "send");
    await().until(() -> browser.text("[data-step=send]").contains("Send traffic"));
    assertThat(browser.complaints()).isEmpty();
  }

  private void picture(String what) throws Exception {
    for (String language : List.of("zh-CN", "en")) {
      browser.find("[data-language=" + language + "]").click();
      for (String theme : List.of("dark", "light")) {
        browser.theme(theme);
        browser.picture(what + "-" + theme + (language.equals("en") ? "" : "." + language));
      }
    }
    for (String theme : List.of("dark", "light")) {
      browser.theme(theme);
      Results found = new AxeBuilder().analyze(browser.driver());
      assertThat(found.getViolations()).as(what + ", " + theme).isEmpty();
    }
  }

  @Test
  void isShownAsAShortAnimation() throws Exception {
    open("en");
    Animation animation = new Animation(900);
    Runnable frame = () -> animation.add(browser.screenshot(1200, 1000));
    frame.run();
    step(browser, "send");
    warmUp(500);
    frames(frame, 6);
    step(browser, "fail");
    frames(frame, 20);
    step(browser, "heal");
    await()
        .until(
            () -> {
              frame.run();
              return browser.findAll(".instance[data-state=in-rotation]").size() == 3;
            });
    frames(frame, 10);

    Path written = animation.write(Browser.PICTURES.resolve("story.gif"));
    assertThat(Files.size(written)).isLessThan(2_000_000);
    assertThat(browser.text(HEADLINE)).contains(" 0 failed: ", " rescued by another instance.");
  }

  private static void frames(Runnable frame, int count) {
    for (int i = 0; i < count; i++) {
      frame.run();
    }
  }

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
      other.openPage(dev.consumer() + "/discovery/");
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
    browser.viewport(320, 640);

    await()
        .until(
            () ->
                (Boolean)
                    browser
                        .driver()
                        .executeScript(
                            "return innerWidth === 320 && document.documentElement.scrollWidth <= 320"));
  }
}
