package local.microservice.liberty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

/** The OpenAPI page of the development server in a real browser. */
@Isolated
@Tag("browser")
class OpenApiPageIT {

  private static DevServer dev;

  @BeforeAll
  static void start() throws Exception {
    Browser.assumeIsThere();
    dev = DevServer.start(Map.of());
  }

  @AfterAll
  static void stop() {
    if (dev != null) {
      dev.close();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/consumer/fetch, success",
    "/discovery, services",
    "/provider/data, message",
    "/provider/info, service_name"
  })
  void triesOutWhatItShows(String path, String part) {
    try (Browser browser = new Browser("en")) {
      browser.driver().manage().timeouts().implicitlyWait(Duration.ofSeconds(20));
      browser.driver().get(dev.operator() + "/openapi/ui/");

      WebElement operation =
          browser
              .driver()
              .findElement(
                  By.xpath(
                      "//div[starts-with(@class,'opblock opblock-get')][.//*[@data-path='%s']]"
                          .formatted(path)));
      operation.findElement(By.cssSelector(".opblock-summary-control")).click();
      operation.findElement(By.cssSelector(".try-out__btn")).click();
      operation.findElement(By.cssSelector(".execute")).click();

      By answer = By.cssSelector(".live-responses-table .response");
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () -> assertThat(operation.findElement(answer).getText()).contains("200", part));
    }
  }
}
