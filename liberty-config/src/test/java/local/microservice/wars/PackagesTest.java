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

/**
 * Reads from the class files which packages and libraries each package knows. The table in
 * CONTRIBUTING.md has the same.
 */
class PackagesTest {

  private static final String HTTP_CLIENT = "HttpClient";
  private static final String STORK = "Stork";
  private static final String TELEMETRY = "OpenTelemetry";
  private static final String METRICS = "MicroProfile Metrics";
  private static final String LIBERTY = "Liberty";

  /** The libraries that only some packages may know, by the prefixes of their packages. */
  private static final Map<String, String> LIBRARIES =
      Map.of(
          "org.apache.hc.", HTTP_CLIENT,
          "io.smallrye.stork", STORK,
          "io.smallrye.mutiny", STORK,
          "io.opentelemetry.", TELEMETRY,
          "org.eclipse.microprofile.metrics", METRICS,
          "com.ibm.", LIBERTY);

  private static final Map<String, Set<String>> MAY_KNOW =
      Map.ofEntries(
          entry(
              "consumer.fetch",
              Set.of("consumer.problem", "discovery.call", "discovery.http", "service.problem")),
          entry("consumer.health", Set.of("discovery")),
          entry("consumer.overload", Set.of(METRICS)),
          entry(
              "consumer.page",
              Set.of(
                  "consumer.page.faults",
                  "consumer.page.traffic",
                  "discovery",
                  "discovery.call",
                  "discovery.http",
                  "discovery.instance",
                  "discovery.show",
                  "service.problem",
                  METRICS)),
          // part: page, faults
          entry(
              "consumer.page.faults",
              Set.of(
                  "consumer.page.http",
                  "discovery",
                  "discovery.call",
                  "discovery.instance",
                  "discovery.show",
                  "service",
                  "service.problem",
                  "service.request")),
          // end of part
          // part: page
          entry("consumer.page.http", Set.of()),
          entry(
              "consumer.page.traffic",
              Set.of(
                  "consumer.page.http",
                  "discovery",
                  "discovery.call",
                  "discovery.config",
                  "discovery.http",
                  "discovery.instance",
                  "discovery.resolve",
                  "discovery.show",
                  "service.problem",
                  "service.request")),
          // end of part
          entry("consumer.problem", Set.of("discovery.http", "service.problem")),
          entry("consumer.settings", Set.of("discovery", "discovery.resolve", "service.settings")),
          entry(
              "discovery",
              Set.of(
                  "discovery.call",
                  "discovery.config",
                  "discovery.http",
                  "discovery.instance",
                  "discovery.resolve",
                  "discovery.choose",
                  "discovery.show",
                  "discovery.stork",
                  "discovery.time",
                  "discovery.zone")),
          entry("discovery.time", Set.of()),
          entry("discovery.http", Set.of(HTTP_CLIENT)),
          entry("discovery.resolve", Set.of("discovery.http", "discovery.time")),
          entry(
              "discovery.instance",
              Set.of("discovery.http", "discovery.resolve", "discovery.time")),
          entry(
              "discovery.kubernetes",
              Set.of("discovery.http", "discovery.resolve", "discovery.time")),
          entry("discovery.choose", Set.of("discovery.instance")),
          entry(
              "discovery.zone",
              Set.of("discovery.instance", "discovery.resolve", "discovery.time")),
          entry(
              "discovery.call",
              Set.of(
                  "discovery.choose",
                  "discovery.http",
                  "discovery.instance",
                  "discovery.resolve",
                  "discovery.time",
                  "discovery.zone")),
          entry(
              "discovery.config",
              Set.of(
                  "discovery.call",
                  "discovery.http",
                  "discovery.instance",
                  "discovery.kubernetes",
                  "discovery.resolve",
                  "discovery.zone")),
          entry(
              "discovery.stork",
              Set.of(
                  "discovery.call",
                  "discovery.choose",
                  "discovery.config",
                  "discovery.http",
                  "discovery.instance",
                  "discovery.kubernetes",
                  "discovery.resolve",
                  "discovery.time",
                  STORK)),
          entry(
              "discovery.show",
              Set.of(
                  "discovery.call",
                  "discovery.http",
                  "discovery.instance",
                  "discovery.resolve",
                  "discovery.zone",
                  TELEMETRY,
                  METRICS,
                  LIBERTY)),
          entry("discovery.client", Set.of("discovery", "discovery.call", "discovery.http")),
          entry("provider.data", Set.of("provider.info")),
          entry("provider.faults", Set.of("service.problem", "service.request")),
          entry("provider.info", Set.of()),
          entry(
              "service",
              Set.of(
                  "service.health",
                  "service.metrics",
                  "service.origin",
                  "service.priority",
                  "service.problem",
                  "service.request")),
          entry("service.health", Set.of("service.settings")),
          entry("service.log", Set.of(LIBERTY, TELEMETRY)),
          entry("service.metrics", Set.of(METRICS)),
          entry("service.origin", Set.of()),
          entry("service.priority", Set.of()),
          entry("service.problem", Set.of("service.log")),
          entry("service.request", Set.of()),
          entry("service.settings", Set.of()));

  /** These packages may know every resource. */
  private static final Set<String> APPLICATIONS = Set.of("consumer", "provider");

  private static final String OURS = "local.microservice.";

  /** A package of this project, and a package that it knows. */
  private static final Pattern DEPENDENCE =
      Pattern.compile("%s([\\w.]+)\\s+-> ([\\w.]+)".formatted(Pattern.quote(OURS)));

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
        "../consumer-war/target/classes",
        "../consumer-war/discovery/target/classes");

    Map<String, Set<String>> known =
        DEPENDENCE
            .matcher(report.toString())
            .results()
            .collect(
                groupingBy(
                    (MatchResult found) -> found.group(1),
                    flatMapping(found -> named(found.group(2)), toSet())));

    known.keySet().removeIf(each -> APPLICATIONS.contains(each) || isNewFeature(each));
    assertThat(known).isEqualTo(MAY_KNOW);
  }

  /**
   * Whether the package is a new feature of a service. Only the service's application may know such
   * a package.
   */
  private static boolean isNewFeature(String name) {
    return !MAY_KNOW.containsKey(name)
        && APPLICATIONS.stream().anyMatch(each -> name.startsWith(each + "."));
  }

  /** The table's name for a package; none if every package may know it. */
  private static Stream<String> named(String known) {
    return known.startsWith(OURS)
        ? Stream.of(known.substring(OURS.length()))
        : LIBRARIES.entrySet().stream()
            .filter(library -> known.startsWith(library.getKey()))
            .map(Map.Entry::getValue);
  }
}
