package local.microservice.consumer.overload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

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

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
