package local.microservice.liberty;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;

/** This machine's Chromium without a window, with one page. */
final class Browser implements AutoCloseable {

  private static final String SKIPPED = "browser tests: skipped, there is no chromedriver";

  /** Looked up once, so that all tests print one line where there is none. */
  private static final boolean IS_THERE = look();

  static final Path PICTURES = Path.of(System.getProperty("pictures"));

  private final ChromeDriver driver;

  Browser(String language) {
    ChromeOptions options = new ChromeOptions();
    options.addArguments(
        "--headless=new",
        // Chromium's sandbox does not run as root, but a build machine may.
        "--no-sandbox",
        "--disable-dev-shm-usage",
        "--hide-scrollbars",
        "--accept-lang=" + language);
    onPath("chromium").ifPresent(options::setBinary);
    options.setCapability("goog:loggingPrefs", Map.of(LogType.BROWSER, "ALL"));
    driver =
        new ChromeDriver(
            new ChromeDriverService.Builder()
                .usingDriverExecutable(onPath("chromedriver").orElseThrow())
                .build(),
            options);
    driver.manage().timeouts().scriptTimeout(Duration.ofSeconds(60));
    viewport(1200, 900);
  }

  /** Skips the test where there is no browser. */
  static void assumeIsThere() {
    assumeTrue(IS_THERE, SKIPPED);
  }

  private static boolean look() {
    boolean found = onPath("chromedriver").isPresent();
    if (!found) {
      System.out.println(SKIPPED);
    }
    return found;
  }

  private static Optional<File> onPath(String command) {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .map(folder -> new File(folder, command))
        .filter(File::canExecute)
        .findFirst();
  }

  ChromeDriver driver() {
    return driver;
  }

  /** Sets the system's colour scheme: {@code light} or {@code dark}. */
  void theme(String theme) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", theme))));
  }

  WebElement find(String css) {
    return driver.findElement(By.cssSelector(css));
  }

  List<WebElement> findAll(String css) {
    return driver.findElements(By.cssSelector(css));
  }

  String text(String css) {
    return find(css).getText();
  }

  /**
   * The browser's warnings and errors since the last call, such as a breach of the content security
   * policy.
   */
  List<String> complaints() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
        .map(LogEntry::getMessage)
        .toList();
  }

  /** Sets the size of the page. A real window cannot be as narrow as a telephone. */
  void viewport(int width, int height) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
  }

  /** Makes the page as narrow as this, and waits until nothing on it is wider. */
  void awaitThatItFits(int width) {
    viewport(width, 2 * width);
    String fits =
        "return innerWidth === %1$d && document.documentElement.scrollWidth <= %1$d"
            .formatted(width);
    await().until(() -> (Boolean) driver.executeScript(fits));
  }

  /** Saves a picture of the whole page. */
  void picture(String name) throws IOException {
    viewport(1200, 100);
    Number height = (Number) driver.executeScript("return document.documentElement.scrollHeight");
    viewport(1200, height.intValue());
    Files.createDirectories(PICTURES);
    Files.write(PICTURES.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
  }

  @Override
  public void close() {
    driver.quit();
  }
}
