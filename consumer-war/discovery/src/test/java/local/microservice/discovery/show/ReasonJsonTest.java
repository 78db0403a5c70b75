package local.microservice.discovery.show;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import local.microservice.discovery.fixtures.TestError;
import local.microservice.discovery.http.CallError;
import local.microservice.discovery.instance.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ReasonJsonTest {

  private static final String STATUS =
      "{\"code\":\"status\",\"status\":503,\"text\":\"HTTP status 503\"}";
  private static final String REFUSED = "{\"code\":\"refused\",\"text\":\"no\"}";

  static Stream<Arguments> reasons() {
    CallError status = CallError.of(503);
    Reason refused = new Reason.Refused(TestError.refused("no"));
    return Stream.of(
        arguments(refused, "{'code':'refused','error':" + REFUSED + ",'text':'%s'}"),
        arguments(
            new Reason.FailedInARow(5, status),
            "{'code':'failed-in-a-row','calls':5,'error':" + STATUS + ",'text':'%s'}"),
        arguments(
            new Reason.Stalled(6, MILLISECONDS.toNanos(500)),
            "{'code':'stalled','calls':6,'millis':500,'text':'%s'}"),
        arguments(
            new Reason.FailsMore(1.0 / 3, 1),
            "{'code':'fails-more','own':0.333,'peers':1.0,'text':'%s'}"),
        arguments(
            new Reason.Slow(100.2567, 10, 1),
            "{'code':'slow','ownMillis':100.257,'peersMillis':10.0,'text':'%s'}"),
        arguments(
            new Reason.StillSlow(MILLISECONDS.toNanos(70), 1),
            "{'code':'still-slow','tookMillis':70,'text':'%s'}"),
        arguments(
            new Reason.TrialFailed(status),
            "{'code':'trial-failed','error':" + STATUS + ",'text':'%s'}"),
        arguments(new Reason.TrialLost(), "{'code':'trial-lost','text':'%s'}"),
        arguments(
            new Reason.Starting(refused),
            "{'code':'refused','error':" + REFUSED + ",'starting':true,'text':'%s'}"),
        arguments(
            new Reason.Starting(new Reason.Stalled(6, 0)),
            "{'code':'stalled','calls':6,'millis':0,'starting':true,'text':'%s'}"));
  }

  @ParameterizedTest
  @MethodSource("reasons")
  void hasTheCodeTheFiguresAndTheWords(Reason reason, String json) {
    assertThat(ReasonJson.of(reason).toString())
        .isEqualTo(json.replace('\'', '"').replace("%s", reason.text()));
  }

  @Test
  void showsAFailedCall() {
    assertThat(ReasonJson.of(CallError.of(503))).hasToString(STATUS);
    assertThat(ReasonJson.of(TestError.refused("no"))).hasToString(REFUSED);
  }
}
