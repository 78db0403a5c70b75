package local.microservice.wars;

import static local.microservice.harness.Fetches.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipFile;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;

/** The libraries in the WARs, as their SBOMs list them. */
class DependenciesIT {

  /**
   * Licences, by their SPDX names, whose only condition is that the licence goes with the library.
   */
  private static final Set<String> ALLOWED_LICENCES =
      Set.of("Apache-2.0", "BSD-2-Clause", "CC0-1.0", "MIT");

  private static final Pattern TABLE_ROW =
      Pattern.compile("\\| (`[^`]+:[^`]+` \\| [^|]+ \\| [^|]+) \\| .+ \\|");

  private record Library(String name, String version, List<String> licences) {

    static Library of(JsonObject component) {
      return new Library(
          component.getString("group") + ":" + component.getString("name"),
          component.getString("version"),
          component
              .getOrDefault("licenses", JsonValue.EMPTY_JSON_ARRAY)
              .asJsonArray()
              .getValuesAs(Library::licence));
    }

    String jar() {
      return name.split(":")[1] + "-" + version + ".jar";
    }

    /**
     * The SPDX name of a licence, or its author's name for it if there is no SPDX name. For several
     * licences, their SPDX expression.
     */
    private static String licence(JsonObject choice) {
      JsonObject one = choice.getJsonObject("license");
      return one == null
          ? choice.getString("expression")
          : one.getString("id", one.getString("name", "?"));
    }
  }

  @BeforeAll
  static void skipWithoutSbom() {
    if (Files.notExists(sbom("provider")) || Files.notExists(sbom("consumer"))) {
      String reason = "DependenciesIT: skipped, there is no SBOM; Maven makes it only online";
      System.out.println(reason);
      assumeTrue(false, reason);
    }
  }

  @Test
  void haveTheirRowInTheTable() throws Exception {
    Map<String, String> wars = new TreeMap<>();
    for (String service : List.of("provider", "consumer")) {
      for (Library library : libraries(service)) {
        String row = "`" + library.name + "` | " + String.join(", ", library.licences) + " | ";
        wars.merge(row, service, (one, other) -> "both");
      }
    }
    List<String> rows =
        Files.readAllLines(Path.of("../.github/DEPENDENCIES.md")).stream()
            .map(TABLE_ROW::matcher)
            .filter(Matcher::matches)
            .map(row -> row.group(1))
            .toList();

    assertThat(rows)
        .containsExactlyInAnyOrderElementsOf(
            wars.entrySet().stream().map(row -> row.getKey() + row.getValue()).toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"provider", "consumer"})
  void haveNoLicenceButThoseAllowed(String service) throws Exception {
    assertThat(libraries(service))
        .isNotEmpty()
        .filteredOn(
            library ->
                library.licences.isEmpty() || !ALLOWED_LICENCES.containsAll(library.licences))
        .isEmpty();
  }

  /**
   * Otherwise the SBOM is older than the WAR, or the WAR has a library that the SBOM does not list.
   */
  @ParameterizedTest
  @ValueSource(strings = {"provider", "consumer"})
  void areThoseOfTheWar(String service) throws Exception {
    try (ZipFile war = new ZipFile("../%1$s-war/target/%1$s-war.war".formatted(service))) {
      assertThat(war.stream().map(entry -> Path.of(entry.getName())))
          .filteredOn(file -> file.startsWith("WEB-INF/lib/") && file.getNameCount() == 3)
          .extracting(file -> file.getFileName().toString())
          .containsExactlyInAnyOrderElementsOf(
              libraries(service).stream().map(Library::jar).toList());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"provider", "consumer"})
  void haveNoKnownAdvisory(String service) throws Exception {
    List<Advisory> unanswered =
        Advisory.all().stream().filter(advisory -> advisory.answer().isEmpty()).toList();
    assertThat(unanswered).isNotEmpty();

    for (Library library : libraries(service)) {
      assertThat(unanswered)
          .filteredOn(advisory -> advisory.isAbout(library.name, library.version))
          .as(library.jar())
          .isEmpty();
    }
  }

  /**
   * Otherwise Dependabot does not see the library. An imported BOM counts for all libraries of its
   * group.
   */
  @ParameterizedTest
  @ValueSource(strings = {"provider", "consumer"})
  void haveTheirVersionInThePom(String service) throws Exception {
    Document pom =
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new File("../pom.xml"));
    XPath xpath = XPathFactory.newInstance().newXPath();

    for (Library library : libraries(service)) {
      String managed =
          "/project/dependencyManagement/dependencies/dependency[concat(groupId, ':', artifactId) = '%s' or groupId = '%s' and scope = 'import']"
              .formatted(library.name, library.name.split(":")[0]);
      assertThat(xpath.evaluateExpression(managed, pom, Boolean.class)).as(library.name).isTrue();
    }
  }

  private static Path sbom(String service) {
    return Path.of("../%s-war/target/bom.json".formatted(service));
  }

  private static List<Library> libraries(String service) throws IOException {
    return json(Files.readString(sbom(service)))
        .getJsonArray("components")
        .getValuesAs(Library::of);
  }
}
