package local.microservice.consumer.discovery;

import static local.microservice.consumer.discovery.AnswerTest.answer;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallTest {

  private static Call call(String method) {
    return new Call(method, "/data", Map.of(), new byte[0], CallTrace.NONE, ClientOptions.NONE);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, true",
    "HEAD, true",
    "OPTIONS, true",
    "TRACE, true",
    "PUT, true",
    "DELETE, true",
    "POST, false",
    "PATCH, false",
    "get, false"
  })
  void mayBeSentTwiceByItsMethod(String method, boolean idempotent) {
    assertThat(call(method).idempotent()).isEqualTo(idempotent);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, 500, true",
    "GET, 502, true",
    "GET, 503, true",
    "GET, 504, true",
    "GET, 200, false",
    "GET, 404, false",
    "GET, 501, false",
    "GET, 599, true",
    "PUT, 500, false",
    "PUT, 599, false",
    "PUT, 502, true",
    "PUT, 408, true",
    "POST, 421, false",
    "DELETE, 500, false",
    "DELETE, 503, true",
    "POST, 500, false",
    "POST, 503, false"
  })
  void asksAnotherInstanceAfterAFailureThatChangedNothing(
      String method, int status, boolean retryable) {
    assertThat(call(method).retryableAfter(answer(status))).isEqualTo(retryable);
  }
}
