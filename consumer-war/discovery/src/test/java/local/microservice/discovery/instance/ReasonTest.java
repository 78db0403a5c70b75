package local.microservice.discovery.instance;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static local.microservice.discovery.fixtures.TestError.error;
import static local.microservice.discovery.fixtures.TestError.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.OptionalLong;
import java.util.stream.Stream;
import local.microservice.discovery.http.CallError;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ReasonTest {

  private static final long LIMIT = MILLISECONDS.toNanos(30);

  static Stream<Arguments> reasons() {
    OptionalLong any = OptionalLong.empty();
    OptionalLong quick = OptionalLong.of(LIMIT);
    Reason slow = new Reason.Slow(100.26, 10, LIMIT);
    return Stream.of(
        arguments(new Reason.Refused(refused("no")), "it takes no connection: no", any, true, true),
        arguments(
            new Reason.FailedInARow(5, CallError.of(500)),
            "5 calls failed in a row, the last: HTTP status 500",
            any,
            true,
            true),
        arguments(
            new Reason.Stalled(6, MILLISECONDS.toNanos(500)),
            "6 calls have no answer for 500 ms",
            any,
            true,
            true),
        arguments(
            new Reason.FailsMore(0.5, 1),
            "50 % of its calls succeed, of its peers' 100 %",
            any,
            true,
            true),
        arguments(slow, "its median latency is 100.3 ms, its peers' 10.0 ms", quick, false, true),
        arguments(
            new Reason.StillSlow(MILLISECONDS.toNanos(70), LIMIT),
            "still slow: its trial call took 70 ms",
            quick,
            false,
            true),
        arguments(
            new Reason.TrialFailed(error("no")), "its trial call failed: no", any, true, true),
        arguments(new Reason.TrialLost(), "its trial call did not end", any, true, true),
        arguments(
            new Reason.Starting(new Reason.Refused(refused("no"))),
            "it takes no connection: no",
            any,
            true,
            false),
        arguments(
            new Reason.Starting(new Reason.TrialFailed(error("no"))),
            "its trial call failed: no",
            any,
            true,
            false));
  }

  @ParameterizedTest
  @MethodSource("reasons")
  void saysItAndWhatFollows(
      Reason reason,
      String text,
      OptionalLong slowestCureNanos,
      boolean warmsUpAnew,
      boolean countsForBackOff) {
    assertThat(reason.text()).isEqualTo(text);
    assertThat(reason.slowestCureNanos()).isEqualTo(slowestCureNanos);
    assertThat(reason.warmsUpAnew()).isEqualTo(warmsUpAnew);
    assertThat(reason.countsForBackOff()).isEqualTo(countsForBackOff);
  }
}
