package local.microservice.consumer.fetch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatRuntimeException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderContractTest {

  private static final String DATA = "{\"message\":\"m\",\"source\":\"s\"}";

  private final ProviderContract contract = new ProviderContract();

  private boolean isKept(int status, String mediaType, String body) {
    return contract.isKept("GET", "/data", status, mediaType, body.getBytes(UTF_8));
  }

  @ParameterizedTest
  @CsvSource({
    "application/json, true",
    "application/json;charset=UTF-8, true",
    "Application/JSON, true",
    "application/vnd.provider+json, true",
    "text/html, false",
    "text/json-like, false",
    ", false"
  })
  void knowsTheProvidersDataByItsType(String mediaType, boolean kept) {
    assertThat(isKept(200, mediaType, DATA)).isEqualTo(kept);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}",
        "{\"message\":\"m\"}",
        "{\"status\":\"UP\"}",
        "{\"message\":\"m\",\"source\":null}"
      })
  void knowsTheProvidersDataByItsMembers(String body) {
    assertThat(isKept(200, "application/json", body)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"mess", "null", "[]", ""})
  void failsForWhatIsNoObject(String body) {
    assertThatRuntimeException().isThrownBy(() -> isKept(200, "application/json", body));
  }

  @ParameterizedTest
  @CsvSource({"GET, /orders", "POST, /data", "HEAD, /data"})
  void saysNothingOfOtherCalls(String method, String path) {
    assertThat(contract.isKept(method, path, 200, "text/plain", new byte[0])).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "404, application/problem+json, '{}', true",
    "404, , '', true",
    "404, text/html, <html>, false",
    "301, text/html, '', false",
    "204, , '', false",
    "201, application/json, '{\"message\":\"m\",\"source\":\"s\"}', false"
  })
  void knowsTheProvidersProblemsByTheirType(
      int status, String mediaType, String body, boolean kept) {
    assertThat(isKept(status, mediaType, body)).isEqualTo(kept);
  }
}
