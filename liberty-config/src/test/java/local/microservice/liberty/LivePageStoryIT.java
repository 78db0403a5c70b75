package local.microservice.liberty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.deque.html.axecore.results.Results;
import com.deque.html.axecore.selenium.AxeBuilder;
import java.io.IOException;
import java.net.ServerSocket;
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
import org.openqa.selenium.WebElement;

/** The live page's story in a real browser. It makes the pictures of the documentation. */
@Isolated
@Tag("browser")
class LivePageStoryIT {

  /** The ports that the README names. */
  private static final Map<String, String> USUAL =
      Map.of(
          "provider_port", "8080",
          "consumer_port", "8081",
          "provider_port_2", "8082",
          "provider_port_3", "8083",
          "operator_port", "9080");

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
    Browser.assumeIsThere();
    Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
    boolean areFree = USUAL.values().stream().allMatch(LivePageStoryIT::isFree);
    dev = DevServer.start(Map.of(), areFree ? USUAL : DevServer.freePorts());
  }

  private static boolean isFree(String port) {
    try (ServerSocket socket = new ServerSocket(Integer.parseInt(port))) {
      return socket.isBound();
    } catch (IOException taken) {
      return false;
    }
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

  private void open() {
    browser = new Browser("en");
    PageHost.open(browser, dev.consumer() + "/discovery/");
    await().until(() -> browser.findAll(".instance[data-state=in-rotation]").size() == 3);
  }

  private void step(String name) {
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

  @Test
  void tellsTheStoryInThreeClicks() throws Exception {
    open();
    assertThat(browser.text("#consumer")).isNotEmpty();
    assertThat(browser.find("[data-step=send]").getDomAttribute("aria-current")).isEqualTo("step");
    Animation animation = new Animation(900);
    record(animation, 2);

    setRate(60);
    step("send");
    record(animation, 8);
    warmUp(3000);
    await().until(() -> browser.text(PINNED).contains("its connection leads to :"));
    assertThat(browser.text(HEADLINE)).matches("[\\d,]+ calls, 0 failed\\.");
    assertThat(browser.text(PLAIN)).matches("[\\d,]+ calls, 0 failed");
    assertThat(browser.text(PINNED)).startsWith("100 % answered by one instance: ");
    picture("calm");
    record(animation, 2);
    int calmHeight = browser.find(".instance").getSize().height;

    step("fail");
    record(animation, 8);
    assertOneIsEjectedAndNoCallerNotices();
    assertThat(browser.find(".instance").getSize().height).isEqualTo(calmHeight);
    picture("ejected");

    step("heal");
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
    step("send");
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
}
