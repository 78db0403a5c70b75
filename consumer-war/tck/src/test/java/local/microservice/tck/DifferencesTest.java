package local.microservice.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import org.testng.annotations.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Compares the two runs of the TCK. They may differ only where differences.properties says so, and
 * must differ there.
 */
public class DifferencesTest {

  private static final String PREFIX = "org.eclipse.microprofile.rest.client.tck.";

  @Test
  public void storkAddressesDoWhatPlainOnesDoButForTheListedDifferences() throws Exception {
    Map<String, Boolean> plain = passed(System.getProperty("tck.plain.reports"));
    Map<String, Boolean> stork = passed(System.getProperty("tck.stork.reports"));
    System.out.printf(
        "MicroProfile Rest Client TCK, plain: %s; over stork://: %s%n", count(plain), count(stork));

    TreeSet<String> different = new TreeSet<>(plain.keySet());
    different.addAll(stork.keySet());
    different.removeIf(
        test -> plain.getOrDefault(test, false).equals(stork.getOrDefault(test, false)));

    assertThat(plain).as("tests that pass without discovery").containsValue(true);
    assertThat(different).as("tests that differ").isEqualTo(listed());
  }

  private static String count(Map<String, Boolean> passed) {
    return passed.values().stream().filter(each -> each).count()
        + " of "
        + passed.size()
        + " passed";
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
