package local.microservice.consumer.fetch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatRuntimeException;

import java.nio.charset.Charset;
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
    "application/json; Charset=\"utf-8\", true",
    "application/json;charset=utf-16, false",
    "application/json;charset=x, false",
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
  @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-32"})
  void failsForWhatTheClientCannotRead(String charset) {
    byte[] data = DATA.getBytes(Charset.forName(charset));

    assertThatRuntimeException()
        .isThrownBy(() -> contract.isKept("GET", "/data", 200, "application/json", data));
    assertThatRuntimeException().isThrownBy(() -> isKept(200, "application/json", "\ufeff" + DATA));
  }

  @ParameterizedTest
  @CsvSource({"GET, /orders", "POST, /data", "HEAD, /data"})
  void saysNothingOfOtherCalls(String method, String path) {
    assertThat(contract.isKept(method, path, 200, "text/plain", new byte[0])).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "400, application/problem+json, '{}', true",
    "431, , '', true",
    "400, text/html, <html>, false",
    "401, , '', false",
    "404, application/problem+json, '{}', false",
    "501, application/problem+json, '{}', false",
    "301, text/html, '', false",
    "204, , '', false",
    "201, application/json, '{\"message\":\"m\",\"source\":\"s\"}', false"
  })
  void knowsTheProvidersProblemsByTheirType(
      int status, String mediaType, String body, boolean kept) {
    assertThat(isKept(status, mediaType, body)).isEqualTo(kept);
  }
}
