package local.microservice.repository;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each promise in {@code SECURITY.md} names a test or a file of CI that checks the promise. */
class PromisesIT {

  private static final Path ROOT = Path.of("..");

  private static final Pattern PROMISE = Pattern.compile("(?m)^- (?:.+\\n)+?(?=-|\\n)");

  /** A test class, or one of its methods. */
  private static final Pattern TEST = Pattern.compile("`(\\w+(?:IT|Test))(?:\\.(\\w+))?`");

  private static final Pattern FILE = Pattern.compile("`(\\.(?:ci|github)/[\\w./-]+)`");

  @Test
  void eachNamesATest() throws IOException {
    assertThat(promises())
        .isNotEmpty()
        .allMatch(promise -> TEST.matcher(promise).find() || FILE.matcher(promise).find());
  }

  @Test
  void namesNoTestThatIsNotThere() throws IOException {
    List<Path> sources = sourcesOfTests();
    String promises = String.join("", promises());

    for (MatchResult test : TEST.matcher(promises).results().toList()) {
      assertThat(sources)
          .filteredOn(source -> source.endsWith(test.group(1) + ".java"))
          .as(test.group())
          .anySatisfy(
              source ->
                  assertThat(source)
                      .content()
                      .contains(test.group(2) == null ? "" : "void " + test.group(2) + "("));
    }
    assertThat(FILE.matcher(promises).results())
        .allSatisfy(file -> assertThat(ROOT.resolve(file.group(1))).exists());
  }

  private static List<String> promises() throws IOException {
    String text = Files.readString(ROOT.resolve(".github/SECURITY.md"));
    String section = text.split("(?m)^## ")[2];
    assertThat(section).startsWith("What is promised");
    return PROMISE.matcher(section).results().map(MatchResult::group).toList();
  }

  private static List<Path> sourcesOfTests() throws IOException {
    List<Path> sources = new ArrayList<>();
    try (Stream<Path> modules = Files.list(ROOT)) {
      for (Path tests : modules.map(module -> module.resolve("src/test/java")).toList()) {
        if (Files.isDirectory(tests)) {
          try (Stream<Path> files = Files.walk(tests)) {
            files.filter(Files::isRegularFile).forEach(sources::add);
          }
        }
      }
    }
    return sources;
  }
}
