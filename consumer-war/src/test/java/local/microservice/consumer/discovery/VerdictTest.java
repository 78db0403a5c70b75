package local.microservice.consumer.discovery;

import static local.microservice.consumer.discovery.AnswerTest.answer;
import static local.microservice.consumer.discovery.Attempt.Stage.CONNECTING;
import static local.microservice.consumer.discovery.Attempt.Stage.LEASING;
import static local.microservice.consumer.discovery.Attempt.Stage.PREPARING;
import static local.microservice.consumer.discovery.Attempt.Stage.SENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.stream.Stream;
import local.microservice.consumer.discovery.Attempt.Stage;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.message.BasicHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link VerdictIT} plays what is a row here. */
class VerdictTest {

  private static Attempt attempt(Stage stage) {
    Attempt attempt = new Attempt(TestService.GET, null, 0, 1, Verdict.FAILED);
    attempt.reach(stage);
    return attempt;
  }

  static Stream<Arguments> endings() {
    return Stream.of(
        arguments(PREPARING, new IOException("no"), Verdict.CALLERS_MISTAKE),
        arguments(LEASING, new SocketTimeoutException("none free"), Verdict.OWN_LIMIT),
        arguments(CONNECTING, new ConnectException("refused"), Verdict.FAILED),
        arguments(CONNECTING, new SocketTimeoutException("black hole"), Verdict.FAILED),
        arguments(SENT, new SocketException("reset"), Verdict.FAILED),
        arguments(SENT, new SocketTimeoutException("silent"), Verdict.FAILED),
        arguments(SENT, new NoHttpResponseException("closed"), Verdict.FAILED),
        arguments(SENT, new IOException("not HTTP"), Verdict.FAILED),
        arguments(SENT, new NoMemoryException("full"), Verdict.NO_MEMORY),
        arguments(LEASING, new InterruptedIOException("stop"), Verdict.CUT_SHORT),
        arguments(SENT, new InterruptedIOException("stop"), Verdict.CUT_SHORT));
  }

  @ParameterizedTest
  @MethodSource("endings")
  void goesByHowFarTheAttemptCameAndHowItEnded(Stage stage, IOException failure, Verdict verdict) {
    assertThat(Verdict.of(attempt(stage), failure, false)).isEqualTo(verdict);
  }

  static Stream<Arguments> endingsAfterAPause() {
    return Stream.of(
        arguments(SENT, new SocketTimeoutException("late"), Verdict.STOOD_STILL),
        arguments(CONNECTING, new SocketTimeoutException("late"), Verdict.STOOD_STILL),
        arguments(SENT, new SocketException("reset"), Verdict.STOOD_STILL),
        arguments(SENT, new NoHttpResponseException("closed"), Verdict.STOOD_STILL),
        arguments(CONNECTING, new ConnectException("refused"), Verdict.FAILED),
        arguments(SENT, new IOException("not HTTP"), Verdict.FAILED),
        arguments(LEASING, new SocketTimeoutException("none free"), Verdict.OWN_LIMIT));
  }

  @ParameterizedTest
  @MethodSource("endingsAfterAPause")
  void excusesWhatComesOfAPauseOfThisProcess(Stage stage, IOException failure, Verdict verdict) {
    assertThat(Verdict.of(attempt(stage), failure, true)).isEqualTo(verdict);
  }

  @ParameterizedTest
  @CsvSource({
    "SENT, FAILED, FAILED",
    "SENT, CUT_SHORT, CUT_SHORT",
    "LEASING, CUT_SHORT, CUT_SHORT",
    "LEASING, FAILED, OWN_LIMIT"
  })
  void isWhatTheCancellationMeansOnceTheInstanceHasTheCall(
      Stage stage, Verdict cancelledAs, Verdict verdict) {
    Attempt attempt = attempt(stage);
    attempt.cancel("given up", cancelledAs);

    assertThat(Verdict.of(attempt, new SocketTimeoutException("given up"), false))
        .isEqualTo(verdict);
  }

  @Test
  void isNothingOfTheInstancesWhereTheCallerWasInterrupted() {
    Thread.currentThread().interrupt();
    try {
      assertThat(Verdict.of(attempt(SENT), new SocketException("closed"), false))
          .isEqualTo(Verdict.CUT_SHORT);
    } finally {
      Thread.interrupted();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "200, ANSWERED",
    "404, ANSWERED",
    "501, ANSWERED",
    "408, FAILED",
    "421, FAILED",
    "599, FAILED",
    "500, FAILED",
    "503, FAILED",
    "429, NOT_NOW"
  })
  void goesByTheStatusOfAnAnswer(int status, Verdict verdict) {
    assertThat(Verdict.of(answer(status))).isEqualTo(verdict);
  }

  @Test
  void isNotNowWhereAn503NamesItsTime() {
    assertThat(Verdict.of(answer(503, new BasicHeader("Retry-After", "1"))))
        .isEqualTo(Verdict.NOT_NOW);
  }

  @ParameterizedTest
  @CsvSource({
    "ANSWERED, false, false",
    "CALLERS_MISTAKE, false, false",
    "CUT_SHORT, false, false",
    "STOOD_STILL, false, true",
    "OWN_LIMIT, false, true",
    "NOT_NOW, false, true",
    "FAILED, true, true"
  })
  void saysWhomItIsAgainstAndWhetherAnotherMayBeAsked(
      Verdict verdict, boolean againstInstance, boolean elsewhere) {
    assertThat(verdict.againstInstance()).isEqualTo(againstInstance);
    assertThat(verdict.elsewhere()).isEqualTo(elsewhere);
  }
}
