package local.microservice.wars;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keeps the sources of the WARs and their libraries as small as a reader can take in. */
class SourcesTest {

  private static final int LONGEST_CLASS = 250;
  private static final int LONGEST_PROVIDER = 700;
  private static final int SHORTEST_COPY = 6;

  /** What every class has: braces, annotations, comments and imports. */
  private static final Pattern SKELETON =
      Pattern.compile("|[{}()]+;?|@.*|/?\\*.*|//.*|(package|import) .*");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "consumer-war/discovery",
        "consumer-war",
        "provider-war",
        "liberty-config/service"
      })
  void haveNoLongClass(String module) throws Exception {
    List<Path> sources = sources(module);

    assertThat(sources).isNotEmpty();
    for (Path source : sources) {
      assertThat(Files.readAllLines(source)).as(source.toString()).hasSizeLessThan(LONGEST_CLASS);
    }
  }

  @Test
  void ofTheProviderAreAboutItsOwnSubjectAlone() throws Exception {
    int lines = 0;
    for (Path source : sources("provider-war")) {
      lines += Files.readAllLines(source).size();
    }

    assertThat(lines).isBetween(1, LONGEST_PROVIDER);
  }

  @Test
  void ofTheTwoWarsAreNoCopies() throws Exception {
    Set<List<String>> both = runs("provider-war");
    assertThat(both).isNotEmpty();
    both.retainAll(runs("consumer-war"));

    assertThat(both).isEmpty();
  }

  /** Each run of some lines, without the skeleton. */
  private static Set<List<String>> runs(String module) throws IOException {
    Set<List<String>> runs = new HashSet<>();
    for (Path source : sources(module)) {
      List<String> lines =
          Files.readAllLines(source).stream()
              .map(String::strip)
              .filter(line -> !SKELETON.matcher(line).matches())
              .toList();
      IntStream.rangeClosed(0, lines.size() - SHORTEST_COPY)
          .forEach(first -> runs.add(lines.subList(first, first + SHORTEST_COPY)));
    }
    return runs;
  }

  private static List<Path> sources(String module) throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("..", module, "src", "main", "java"))) {
      return files.filter(file -> file.toString().endsWith(".java")).toList();
    }
  }
}
