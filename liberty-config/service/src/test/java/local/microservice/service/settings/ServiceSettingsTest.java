package local.microservice.service.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceSettingsTest {

  private static Setting setting(String name) {
    return ServiceSettings.ALL.stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "PORT, 1",
    "PORT, 65535",
    // part: faults
    "FAULTS_ENABLED, true",
    "FAULTS_ENABLED, false",
    // end of part
    "LOG_LEVEL, debug",
    "LOG_LEVEL, error"
  })
  void takesWhatIsAllowed(String name, String value) {
    assertThat(setting(name).objection(value)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "PORT, abc, a whole number from 1 to 65535",
    "PORT, 0, a whole number from 1 to 65535",
    "PORT, 65536, a whole number from 1 to 65535",
    "PORT, -1, a whole number from 1 to 65535",
    "PORT, 99999999999, a whole number from 1 to 65535",
    "PORT, '', a whole number from 1 to 65535",
    // part: faults
    "FAULTS_ENABLED, ture, true or false",
    "FAULTS_ENABLED, TRUE, true or false",
    "FAULTS_ENABLED, '', true or false",
    // end of part
    "LOG_LEVEL, loud, 'debug, info, warn or error'",
    "LOG_LEVEL, INFO, 'debug, info, warn or error'"
  })
  void namesTheVariableTheValueAndWhatIsAllowed(String name, String value, String allowed) {
    assertThat(setting(name).objection(value))
        .hasValue("%s is '%s', but must be %s".formatted(name, value, allowed));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "eu-west.prod_2", "PRODUCTION"})
  void takesAnEnvironmentThatIsALabel(String value) {
    assertThat(ServiceSettings.ENVIRONMENT.objection(value)).isEmpty();
    assertThat(ServiceSettings.ENVIRONMENT.objection("x".repeat(63))).isEmpty();
  }

  /** In the metrics, a comma for example would begin another label. */
  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "a,b", "a=b", "a\"", "a\n", "a\\", "${HOME}", "測試"})
  void refusesAnEnvironmentThatIsNone(String value) {
    assertThat(ServiceSettings.ENVIRONMENT.objection(value)).isPresent();
    assertThat(ServiceSettings.ENVIRONMENT.objection("x".repeat(64))).isPresent();
  }
}
