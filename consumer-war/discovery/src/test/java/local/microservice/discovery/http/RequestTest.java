package local.microservice.discovery.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestTest {

  @ParameterizedTest
  @CsvSource({
    "GET, true, true",
    "HEAD, true, true",
    "OPTIONS, true, true",
    "TRACE, true, true",
    "PUT, true, false",
    "DELETE, true, false",
    "POST, false, false",
    "PATCH, false, false",
    "get, false, false"
  })
  void mayBeSentTwiceOrChangesNothingByItsMethod(String method, boolean idempotent, boolean safe) {
    Request request = new Request(method, "/data", Map.of(), new byte[0], ClientOptions.NONE);

    assertThat(request.idempotent()).isEqualTo(idempotent);
    assertThat(request.safe()).isEqualTo(safe);
  }
}
