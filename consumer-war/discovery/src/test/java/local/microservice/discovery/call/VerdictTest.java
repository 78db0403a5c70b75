package local.microservice.discovery.call;

import static local.microservice.discovery.http.Exchange.Stage.CONNECTING;
import static local.microservice.discovery.http.Exchange.Stage.LEASING;
import static local.microservice.discovery.http.Exchange.Stage.PREPARING;
import static local.microservice.discovery.http.Exchange.Stage.SENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Map;
import java.util.stream.Stream;
import local.microservice.discovery.fixtures.TestAnswer;
import local.microservice.discovery.fixtures.TestService;
import local.microservice.discovery.http.ClosedConnectionException;
import local.microservice.discovery.http.Exchange;
import local.microservice.discovery.http.Exchange.Stage;
import local.microservice.discovery.http.Field;
import local.microservice.discovery.http.NoMemoryException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The verdict for each kind of result. {@link VerdictIT} tests the same with real connections. */
class VerdictTest {

  private static Exchange exchange(Stage stage) {
    Exchange exchange =
        new Exchange(TestService.GET.request(), Map.of(), 0, 1, true, System::nanoTime);
    exchange.reach(stage);
    return exchange;
  }

  static Stream<Arguments> endings() {
    return Stream.of(
        arguments(PREPARING, new IOException("no"), Verdict.CALLERS_MISTAKE),
        arguments(LEASING, new SocketTimeoutException("none free"), Verdict.OWN_LIMIT),
        arguments(CONNECTING, new ConnectException("refused"), Verdict.FAILED),
        arguments(CONNECTING, new SocketTimeoutException("black hole"), Verdict.FAILED),
        arguments(SENT, new SocketException("reset"), Verdict.FAILED),
        arguments(SENT, new SocketTimeoutException("silent"), Verdict.FAILED),
        arguments(SENT, new ClosedConnectionException("closed", null), Verdict.FAILED),
        arguments(SENT, new IOException("not HTTP"), Verdict.FAILED),
        arguments(SENT, new NoMemoryException("full"), Verdict.NO_MEMORY),
        arguments(LEASING, new InterruptedIOException("stop"), Verdict.CUT_SHORT),
        arguments(SENT, new InterruptedIOException("stop"), Verdict.CUT_SHORT));
  }

  @ParameterizedTest
  @MethodSource("endings")
  void goesByHowFarTheAttemptCameAndHowItEnded(Stage stage, IOException failure, Verdict verdict) {
    assertThat(Verdict.of(exchange(stage), failure, false)).isEqualTo(verdict);
  }

  static Stream<Arguments> endingsAfterAPause() {
    return Stream.of(
        arguments(SENT, new SocketTimeoutException("late"), Verdict.STOOD_STILL),
        arguments(CONNECTING, new SocketTimeoutException("late"), Verdict.STOOD_STILL),
        arguments(SENT, new SocketException("reset"), Verdict.STOOD_STILL),
        arguments(SENT, new ClosedConnectionException("closed", null), Verdict.STOOD_STILL),
        arguments(CONNECTING, new ConnectException("refused"), Verdict.FAILED),
        arguments(SENT, new IOException("not HTTP"), Verdict.FAILED),
        arguments(LEASING, new SocketTimeoutException("none free"), Verdict.OWN_LIMIT));
  }

  @ParameterizedTest
  @MethodSource("endingsAfterAPause")
  void excusesFailuresCausedByAPauseOfThisProcess(
      Stage stage, IOException failure, Verdict verdict) {
    assertThat(Verdict.of(exchange(stage), failure, true)).isEqualTo(verdict);
  }

  @ParameterizedTest
  @CsvSource({
    "SENT, true, FAILED",
    "SENT, false, CUT_SHORT",
    "CONNECTING, true, FAILED",
    "CONNECTING, false, CUT_SHORT",
    "LEASING, false, CUT_SHORT",
    "LEASING, true, OWN_LIMIT"
  })
  void followsTheCancellationOnceTheInstanceHasTheCall(
      Stage stage, boolean againstInstance, Verdict verdict) {
    Exchange exchange = exchange(stage);
    exchange.cancel(new Exchange.Cancellation("given up", againstInstance));

    assertThat(Verdict.of(exchange, new SocketTimeoutException("given up"), false))
        .isEqualTo(verdict);
  }

  @Test
  void blamesNoInstanceWhenTheCallerWasInterrupted() {
    Thread.currentThread().interrupt();
    try {
      assertThat(Verdict.of(exchange(SENT), new SocketException("closed"), false))
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
    assertThat(Verdict.of(TestAnswer.of(status))).isEqualTo(verdict);
  }

  @Test
  void isNotNowWhereAn503NamesItsTime() {
    assertThat(Verdict.of(TestAnswer.of(503, new Field("Retry-After", "1"))))
        .isEqualTo(Verdict.NOT_NOW);
  }

  @ParameterizedTest
  @CsvSource({
    "ANSWERED, false, false",
    "CALLERS_MISTAKE, false, false",
    "CUT_SHORT, false, false",
    "STOOD_STILL, false, true",
    "OWN_LIMIT, false, true",
    "NO_MEMORY, false, false",
    "NOT_NOW, false, true",
    "FAILED, true, true"
  })
  void saysWhetherItCountsAgainstTheInstanceAndAllowsARetry(
      Verdict verdict, boolean againstInstance, boolean elsewhere) {
    assertThat(verdict.againstInstance()).isEqualTo(againstInstance);
    assertThat(verdict.elsewhere()).isEqualTo(elsewhere);
  }
}
