package local.microservice.liberty;

import static local.microservice.liberty.LibertyServer.delete;
import static local.microservice.liberty.LibertyServer.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.deque.html.axecore.results.Results;
import com.deque.html.axecore.selenium.AxeBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.parallel.Isolated;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;

/** The live page of the development server in a real browser, as a person sees and uses it. */
@Isolated
@Tag("browser")
@TestMethodOrder(OrderAnnotation.class)
class LivePageStoryIT {

  private static final String HEADLINE = "[data-field=headline]";
  private static final String PLAIN = "[data-field=plainHeadline]";
  private static final String PINNED = "[data-field=pinned]";
  private static final String EJECTED = ".instance[data-state=ejected]";

  /** The time between two pictures of the animation, which shows them twice as fast. */
  private static final Duration FRAME = Duration.ofMillis(400);

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
  @Order(1)
  void tellsTheStoryInThreeClicks() throws Exception {
    open("en");
    assertThat(browser.text("#consumer")).isNotEmpty();
    assertThat(browser.find("[data-step=send]").getDomAttribute("aria-current")).isEqualTo("step");
    Animation animation = new Animation(900);
    record(animation, 2);

    setRate(60);
    step(browser, "send");
    record(animation, 8);
    warmUp(3000);
    await().until(() -> browser.text(PINNED).contains("its connection leads to :"));
    assertThat(browser.text(HEADLINE)).matches("[\\d,]+ calls, 0 failed\\.");
    assertThat(browser.text(PLAIN)).matches("[\\d,]+ calls, 0 failed");
    assertThat(browser.text(PINNED)).startsWith("100 % answered by one instance: ");
    picture("calm");
    record(animation, 2);

    step(browser, "fail");
    record(animation, 8);
    assertOneIsEjectedAndNoCallerNotices();
    picture("ejected");

    step(browser, "heal");
    String back = "is well again: back in rotation";
    await()
        .pollInterval(FRAME)
        .until(
            () -> {
              animation.add(browser);
              return browser.text(".events").contains(back);
            });
    record(animation, 8);
    assertThat(browser.findAll(".instance[data-state=in-rotation]")).hasSize(3);
    assertThat(browser.text(HEADLINE)).contains(" calls, 0 failed: ");
    step(browser, "send");
    await().until(() -> browser.text("[data-step=send]").contains("Send traffic"));
    assertThat(browser.complaints()).isEmpty();
    assertThat(animation.write(Browser.PICTURES.resolve("story.gif"))).isLessThan(2_000_000);
  }

  private void assertOneIsEjectedAndNoCallerNotices() {
    await().until(() -> browser.findAll(EJECTED).size() == 1);
    String sick = browser.text(EJECTED + " h3");
    assertThat(browser.text(PINNED)).endsWith("leads to " + sick);
    assertThat(browser.text(EJECTED + " [data-field=fault]")).isEqualTo("answers 503");
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
        .pollInterval(Duration.ofMillis(100))
        .until(
            () ->
                browser
                    .text(EJECTED + " .message")
                    .matches("Back on trial in ([7-9]|\\d\\d) s: its trial call failed: .*"));
  }

  /** Adds what the page shows in these seconds. */
  private void record(Animation animation, int seconds) {
    Instant end = Instant.now().plusSeconds(seconds);
    await()
        .pollInterval(FRAME)
        .until(
            () -> {
              animation.add(browser);
              return Instant.now().isAfter(end);
            });
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
