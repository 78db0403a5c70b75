package local.microservice.wars;

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
          entry("consumer.discovery", Set.of("service.log")),
          entry(
              "consumer.fetch",
              Set.of("consumer.discovery", "consumer.problem", "service.problem")),
          entry("consumer.health", Set.of("consumer.discovery")),
          entry("consumer.overload", Set.of()),
          entry(
              "consumer.page", Set.of("consumer.discovery", "service.problem", "service.request")),
          entry("consumer.problem", Set.of("consumer.discovery", "service.problem")),
          entry("consumer.settings", Set.of("consumer.discovery", "service.settings")),
          entry("provider.data", Set.of("provider.info")),
          entry("provider.faults", Set.of("service.problem", "service.request")),
          entry("provider.info", Set.of()),
          entry("service.health", Set.of("service.settings")),
          entry("service.log", Set.of()),
          entry("service.metrics", Set.of()),
          entry("service.origin", Set.of()),
          entry("service.priority", Set.of()),
          entry("service.problem", Set.of("service.log")),
          entry("service.request", Set.of()),
          entry("service.settings", Set.of()));

  /** A package, and the one of this project that it knows, if that is one. */
  private static final Pattern DEPENDENCE =
      Pattern.compile(
          "%1$s\\.(\\w+\\.\\w+)\\s+-> (?:%1$s\\.(\\w+\\.\\w+))?"
              .formatted(Pattern.quote("local.microservice")));

  @Test
  void eachPackageKnowsOnlyThoseThatItMayKnow() {
    StringWriter report = new StringWriter();
    PrintWriter writer = new PrintWriter(report);
    ToolProvider jdeps = ToolProvider.findFirst("jdeps").orElseThrow();
    jdeps.run(
        writer,
        writer,
        "-verbose:package",
        "--ignore-missing-deps",
        "service/target/classes",
        "../provider-war/target/classes",
        "../consumer-war/target/classes");

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
