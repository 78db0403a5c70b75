package local.microservice.consumer.overload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConcurrencyLimitTest {

  private static final Path CONFIGURATIONS = Path.of("../liberty-config/src/main/liberty/config");
  private static final Pattern CORE_THREADS = Pattern.compile("coreThreads=\"(\\d+)\"");

  @Test
  void leavesSixteenThreadsOfEveryServer() throws Exception {
    List<Integer> threads;
    try (Stream<Path> files = Files.list(CONFIGURATIONS)) {
      threads =
          files
              .filter(file -> file.toString().endsWith(".xml"))
              .flatMap(file -> CORE_THREADS.matcher(text(file)).results())
              .map(found -> Integer.valueOf(found.group(1)))
              .toList();
    }

    assertThat(threads).isNotEmpty().allMatch(count -> count - ConcurrencyLimit.REQUESTS >= 16);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 255, true",
    "100, 255, true",
    "300, 47, true",
    "300, 96, false",
    "740, 0, true",
    "800, 0, false"
  })
  void letsThoseWaitWhoGetAPlaceInTime(long meanMillisInside, int waiting, boolean sure) {
    assertThat(
            ConcurrencyLimit.isSureOfAPlace(
                TimeUnit.MILLISECONDS.toNanos(meanMillisInside), waiting))
        .isEqualTo(sure);
  }

  @ParameterizedTest
  @CsvSource({
    "/health, true",
    "/health/live, true",
    "/discovery, true",
    "/discovery/events, true",
    "/discovery/stream, true",
    "/discovery/traffic, true",
    "/discovery/faults, false",
    "/healthy, false",
    "/fetch, false",
    ", false"
  })
  void limitsWhateverWaitsForAnInstance(String path, boolean exempt) {
    assertThat(ConcurrencyLimit.isExempt(path)).isEqualTo(exempt);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
