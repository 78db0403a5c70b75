package local.microservice.liberty;

import static local.microservice.liberty.LibertyServer.freePort;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
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
    "provider, PORT, abc, a whole number from 1 to 65535",
    "provider, FAULTS_ENABLED, '', true or false",
    "consumer, PROVIDER_SERVICE, '',",
    "consumer, PROVIDER_SERVICE, http://provider/data,",
    "consumer, DISCOVERY_RETRIES, many, a whole number from 0 to 10"
  })
  void stopsTheStart(String service, String name, String value, String allowed) throws Exception {
    Map<String, String> environment = new HashMap<>();
    environment.put("PORT", Integer.toString(freePort()));
    environment.put(name, value);

    try (LibertyServer server = new LibertyServer(service + ".xml", environment)) {
      assertThat(server.awaitExit()).isNotZero();
      assertThat(server.console().lines().filter(line -> line.contains("but must be")))
          .singleElement()
          .asString()
          .endsWith(
              "%s is '%s', but must be %s"
                  .formatted(property(name), value, allowed == null ? ADDRESSES : allowed));
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
