package local.microservice.consumer;

import static java.util.Map.entry;
import static java.util.stream.Collectors.flatMapping;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which package knows which, by the class files: the table in CONTRIBUTING.md. */
class PackagesTest {

  private static final Map<String, Set<String>> MAY_KNOW =
      Map.ofEntries(
          entry("problem", Set.of("discovery", "log")),
          entry("discovery", Set.of("log")),
          entry("settings", Set.of("discovery")),
          entry("health", Set.of("discovery", "settings")),
          entry("fetch", Set.of("discovery", "problem")),
          entry("page", Set.of("discovery", "problem")),
          entry("log", Set.of()),
          entry("metrics", Set.of()),
          entry("priority", Set.of()),
          entry("origin", Set.of()),
          entry("request", Set.of()),
          entry("overload", Set.of()));

  /** A package, and the one of this project that it knows, if that is one. */
  private static final Pattern DEPENDENCE =
      Pattern.compile(
          "%1$s\\.(\\w+)\\s+-> (?:%1$s\\.(\\w+))?"
              .formatted(Pattern.quote(PackagesTest.class.getPackageName())));

  @Test
  void eachPackageKnowsOnlyThoseThatItMayKnow() {
    StringWriter report = new StringWriter();
    PrintWriter writer = new PrintWriter(report);
    ToolProvider jdeps = ToolProvider.findFirst("jdeps").orElseThrow();
    jdeps.run(writer, writer, "-verbose:package", "--ignore-missing-deps", "target/classes");

    Map<String, Set<String>> known =
        DEPENDENCE
            .matcher(report.toString())
            .results()
            .collect(
                groupingBy(
                    (MatchResult found) -> found.group(1),
                    flatMapping(found -> Stream.ofNullable(found.group(2)), toSet())));

    // A package that is not among them is new, and nobody knows it.
    known.keySet().retainAll(MAY_KNOW.keySet());
    assertThat(known).isEqualTo(MAY_KNOW);
  }
}
