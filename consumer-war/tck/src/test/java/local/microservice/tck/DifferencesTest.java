package local.microservice.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import org.testng.annotations.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Compares the run of the TCK over {@code stork://} with a run over {@code http://}, where
 * Liberty's Rest Client passes every test. The runs may differ only where differences.properties
 * says so, and must differ there.
 */
public class DifferencesTest {

  /** All tests of this version of the TCK, but for those that the POM leaves out. */
  private static final int TESTS = 189;

  private static final String PREFIX = "org.eclipse.microprofile.rest.client.tck.";

  @Test
  public void storkAddressesDoWhatPlainOnesDoButForTheListedDifferences() throws Exception {
    Map<String, Boolean> passed = passed(System.getProperty("tck.reports"));
    Set<String> failed = new TreeSet<>(passed.keySet());
    failed.removeIf(passed::get);
    System.out.printf(
        "MicroProfile Rest Client TCK over stork://: %d of %d passed%n",
        passed.size() - failed.size(), passed.size());

    assertThat(passed).as("tests that ran").hasSize(TESTS).containsValue(true);
    assertThat(failed).as("tests that do not pass").isEqualTo(listed());
  }

  private static TreeSet<String> listed() throws IOException {
    Properties listed = new Properties();
    try (Reader reader = Files.newBufferedReader(Path.of("differences.properties"))) {
      listed.load(reader);
    }
    assertThat(listed.values()).as("explanations").doesNotContain("");
    return new TreeSet<>(listed.stringPropertyNames());
  }

  private static Map<String, Boolean> passed(String reports) throws Exception {
    Document report =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(Path.of(reports, "TEST-TestSuite.xml").toFile());
    Map<String, Boolean> passed = new TreeMap<>();
    NodeList tests = report.getElementsByTagName("testcase");
    for (int i = 0; i < tests.getLength(); i++) {
      Element test = (Element) tests.item(i);
      String name = test.getAttribute("classname") + "." + test.getAttribute("name");
      boolean bad =
          test.getElementsByTagName("failure").getLength() > 0
              || test.getElementsByTagName("error").getLength() > 0
              || test.getElementsByTagName("skipped").getLength() > 0;
      passed.merge(name.substring(PREFIX.length()), !bad, Boolean::logicalAnd);
    }
    return passed;
  }
}
