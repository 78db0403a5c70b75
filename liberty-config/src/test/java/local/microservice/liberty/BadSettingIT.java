package local.microservice.liberty;

import static local.microservice.liberty.LibertyServer.freePort;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A bad setting stops the start, and one line of the console says why. Unit tests check the other
 * values.
 */
@Execution(ExecutionMode.CONCURRENT)
class BadSettingIT {

  private static final String ADDRESSES =
      "one or more http://host[:port] or https://host[:port], separated by commas";

  @ParameterizedTest
  @CsvSource({
    "consumer, PROVIDER_SERVICE, '',",
    "consumer, PROVIDER_SERVICE, http://provider/data,",
    "consumer, DISCOVERY_RETRIES, many, a whole number from 0 to 10"
  })
  void stopsTheStart(String service, String name, String value, String allowed) throws Exception {
    assertStopped(
        service,
        Map.of("PORT", Integer.toString(freePort()), name, value),
        "%s is '%s', but must be %s"
            .formatted(property(name), value, allowed == null ? ADDRESSES : allowed));
  }

  @Test
  void stopsTheStartTogetherWithOthersThatTheLineNamesToo() throws Exception {
    assertStopped(
        "provider",
        Map.of("PORT", "abc", "FAULTS_ENABLED", ""),
        "PORT is 'abc', but must be a whole number from 1 to 65535; "
            + "FAULTS_ENABLED is '', but must be true or false");
  }

  private static void assertStopped(String service, Map<String, String> environment, String end)
      throws Exception {
    try (LibertyServer server = new LibertyServer(service + ".xml", environment)) {
      assertThat(server.awaitExit()).isNotZero();
      assertThat(server.console().lines().filter(line -> line.contains("but must be")))
          .singleElement()
          .asString()
          .endsWith(end);
    }
  }

  /**
   * The name in the line. PORT and similar variables keep their names. Any other variable sets the
   * property with the same letters.
   */
  private static String property(String variable) {
    return variable.startsWith("DISCOVERY_")
        ? variable.toLowerCase(Locale.ROOT).replace('_', '.')
        : variable;
  }
}
