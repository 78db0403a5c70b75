package local.microservice.discovery.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import local.microservice.discovery.fixtures.TestAnswer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerTest {

  private static Answer retryAfter(String value) {
    return TestAnswer.of(503, new Field("retry-after", value));
  }

  @ParameterizedTest
  @CsvSource({
    "407, false",
    "408, true",
    "421, true",
    "499, false",
    "500, true",
    "501, false",
    "502, true",
    "503, true",
    "504, true",
    "505, true",
    "599, true",
    "200, false"
  })
  void blamesTheInstanceByItsStatus(int status, boolean failed) {
    assertThat(TestAnswer.of(status).failed()).isEqualTo(failed);
  }

  @Test
  void saysNotNowBy429OrBy503WithATime() {
    assertThat(TestAnswer.of(429).notNow()).isTrue();
    assertThat(retryAfter("1").notNow()).isTrue();
    assertThat(TestAnswer.of(503).notNow()).isFalse();
    assertThat(retryAfter("soon").notNow()).isFalse();
    assertThat(TestAnswer.of(500, new Field("Retry-After", "1")).notNow()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "7, 7",
    "' 7 ', 7",
    "60, 60",
    "61, 60",
    "999999999, 60",
    "99999999999999999999999, 60"
  })
  void asksForSecondsAndAMinuteAtMost(String value, long seconds) {
    assertThat(retryAfter(value).retryAfter()).hasValue(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "soon", "-1", "1.5"})
  void asksForNoTimeThatCannotBeRead(String value) {
    assertThat(retryAfter(value).retryAfter()).isEmpty();
    assertThat(TestAnswer.of(503).retryAfter()).isEmpty();
  }

  @Test
  void asksForTheTimeUntilADateThatMayBePast() {
    assertThat(retryAfter(date(30)).retryAfter().orElseThrow())
        .isCloseTo(Duration.ofSeconds(30), Duration.ofSeconds(15));
    assertThat(retryAfter(date(-30)).retryAfter()).hasValue(Duration.ZERO);
    assertThat(retryAfter(date(3600)).retryAfter()).hasValue(Answer.LONGEST_REST);
  }

  private static String date(long inSeconds) {
    return DateTimeFormatter.RFC_1123_DATE_TIME.format(
        ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(inSeconds));
  }
}
