package local.microservice.liberty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.deque.html.axecore.results.Results;
import com.deque.html.axecore.selenium.AxeBuilder;
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

/** The live page in a real browser, as a person sees and uses it. */
@Isolated
@Tag("browser")
class LivePageIT {

  private static final String SICK = ".instance:nth-child(2) ";

  private static DevServer dev;

  private Browser browser;

  @BeforeAll
  static void start() throws Exception {
    if (!Browser.isThere()) {
      System.out.println(Browser.SKIPPED);
    }
    assumeTrue(Browser.isThere(), Browser.SKIPPED);
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
  void closeBrowser() {
    browser.close();
  }

  private void open(String language) {
    open(language, dev.consumer() + "/discovery/");
  }

  private void open(String language, String page) {
    browser = new Browser(language);
    browser.driver().get(page);
    await().until(() -> browser.find("#link").getDomAttribute("data-state").equals("live"));
  }

  private void awaitState(String card, String state) {
    await().until(() -> browser.find(card.strip()).getDomAttribute("data-state").equals(state));
  }

  private int share(String card) {
    return Integer.parseInt(browser.text(card + "[data-field=share]").replace(" %", ""));
  }

  private void send(int rate) {
    WebElement field = browser.find("#rate");
    field.clear();
    field.sendKeys(Integer.toString(rate));
    browser.find("#send").click();
  }

  // part: faults
  @Test
  void tellsTheStoryOfAnInstanceThatGetsSickAndWell() throws Exception {
    open("en");
    assertThat(browser.text("#consumer")).isNotEmpty();
    assertThat(browser.text("#sent")).isEqualTo("This page sends no traffic.");
    assertThat(browser.findAll(".service:first-of-type .instance")).hasSize(3);

    send(60);
    await().until(() -> share(SICK) >= 30 && share(SICK) <= 37);
    awaitLineOf(20);
    picture("calm");

    browser.find(SICK + "[data-fault=fail]").click();
    awaitState(SICK, "ejected");
    assertThat(browser.text(SICK + ".state")).contains("ejected");
    assertThat(browser.text(SICK + "[data-field=reason]")).contains("5 calls failed in a row");
    await()
        .until(() -> browser.text(SICK + "[data-field=return]").matches("Back on trial in \\d+ s"));
    assertThat(browser.text("[data-field=inRotation]")).isEqualTo("2 of 3");
    await().until(() -> share(SICK) <= 5);
    await().until(() -> browser.find(SICK + ".ejection").isDisplayed());
    picture("ejected");

    browser.find(SICK + "[data-fault=heal]").click();
    awaitState(SICK, "in-rotation");
    await().until(() -> share(SICK) >= 25);
    assertThat(browser.find(SICK + ".ejection").isDisplayed()).isFalse();
    assertThat(browser.text(SICK + ".error")).contains("HTTP status 503");

    browser.find("#send").click();
    assertThat(browser.text("#sent")).matches("\\d+ sent, 0 failed\\.");
    assertThat(browser.complaints()).isEmpty();
  }

  // end of part

  /** Waits until the line of the latency has this many seconds, so that a picture shows it. */
  private void awaitLineOf(int seconds) {
    await()
        .until(
            () ->
                browser.find(".instance .line .p50").getDomAttribute("points").split(" ").length
                    >= seconds);
  }

  private void picture(String what) throws Exception {
    for (String theme : List.of("light", "dark")) {
      browser.theme(theme);
      browser.picture(what + "-" + theme);
      Results found = new AxeBuilder().analyze(browser.driver());
      assertThat(found.getViolations()).as(what + ", " + theme).isEmpty();
    }
  }

  @Test
  void isUsedByKeyboardAlone() {
    open("en");
    Actions keys = new Actions(browser.driver());

    keys.sendKeys(Keys.TAB).sendKeys(Keys.TAB).sendKeys(Keys.ENTER).perform();
    await().until(() -> browser.text("#sent").matches("[1-9]\\d* sent, 0 failed; stops in .*"));
    assertThat(browser.text("#send")).isEqualTo("Stop");
    keys.sendKeys(Keys.ENTER).perform();
    assertThat(browser.text("#send")).isEqualTo("Send traffic");

    // part: faults
    keys.sendKeys(Keys.TAB).sendKeys(Keys.TAB).sendKeys(Keys.SPACE).perform();
    await().until(() -> browser.text(".instance [data-field=asked]").equals("is slow from now on"));
    browser.find(".instance [data-fault=heal]").click();
    await().until(() -> browser.text(".instance [data-field=asked]").equals("is well again"));
    // end of part
  }

  @Test
  void sendsNoTrafficAtARateThatIsNotAllowed() {
    open("en");

    for (int rate : new int[] {0, 201}) {
      send(rate);
      assertThat(browser.text("#sent")).isEqualTo("This page sends no traffic.");
      assertThat(browser.findAll("#rate:invalid")).hasSize(1);
    }
  }

  @Test
  void speaksChineseToAChineseBrowser() {
    open("zh-CN");

    assertThat(browser.text("h1")).isEqualTo("服务发现");
    assertThat(browser.text(".instance .state")).contains("使用中");
    assertThat(browser.find("html").getDomAttribute("lang")).isEqualTo("zh-CN");
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

  @Test
  void showsWhatComesFromOutsideAsText() throws Exception {
    String markup =
        "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>";
    try (PageHost host = new PageHost(markup)) {
      open("en", host.page());

      await().until(() -> browser.text(".error").contains(markup));
      assertThat(browser.text("h2")).isEqualTo(markup);
      assertThat(browser.text("#consumer")).isEqualTo(markup);
      assertThat(browser.text("[data-field=reason]")).isEqualTo(markup);
      assertThat(browser.text("[data-field=resolution]")).contains(markup);
      assertThat(browser.findAll("img, body script, main script")).isEmpty();
      assertThat(browser.driver().getTitle()).isEqualTo("Discovery");
    }
  }

  @Test
  void tellsForHowLongAnInstanceRests() throws Exception {
    try (PageHost host = new PageHost("provider")) {
      open("en", host.page());

      await()
          .until(() -> browser.text(".state").matches(".*ejected, rests for 3[01] s as it asked"));
    }
  }

  @Test
  void saysThatItIsStaleAndConnectsAgain() throws Exception {
    PageHost host = new PageHost("provider");
    try (host) {
      open("en", host.page());
    }
    await()
        .until(() -> browser.text("#link").matches("stale: no news for \\d+ s, connecting again"));

    try (PageHost again = new PageHost("provider", host.port())) {
      await().until(() -> browser.text("#link").equals("live"));
      assertThat(again.page()).isEqualTo(host.page());
    }
  }
}
