package local.microservice.liberty;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xml.sax.InputSource;

/** The ports of every server configuration, including those of the tests. */
class EndpointsTest {

  private static final String WITHOUT =
      "count(//httpEndpoint[not(@enabled='false' or @protocolVersion='http/1.1')])";

  private static final String WITHOUT_HEADERS =
      "count(//httpEndpoint[not(@enabled='false' or @headersRef='headers')])";

  static List<Path> configurations() throws Exception {
    try (Stream<Path> files = Files.walk(Path.of("src"))) {
      return files.filter(file -> file.toString().endsWith(".xml")).toList();
    }
  }

  @ParameterizedTest
  @MethodSource("configurations")
  void letNoCallerTurnAConnectionIntoHttp2(Path configuration) throws Exception {
    assertThat(endpoints(configuration, WITHOUT)).isEqualTo("0");
  }

  @ParameterizedTest
  @MethodSource("configurations")
  void haveTheHeadersOfEveryAnswer(Path configuration) throws Exception {
    assertThat(endpoints(configuration, WITHOUT_HEADERS)).isEqualTo("0");
  }

  private static String endpoints(Path configuration, String expression) throws Exception {
    InputSource xml = new InputSource(configuration.toUri().toString());
    return XPathFactory.newInstance().newXPath().evaluate(expression, xml);
  }
}
