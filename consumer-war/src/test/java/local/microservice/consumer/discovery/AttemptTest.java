package local.microservice.consumer.discovery;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import local.microservice.consumer.discovery.Attempt.Stage;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AttemptTest {

  /** The clock may overflow between the start and the deadline. */
  private static final long START = Long.MAX_VALUE - 1;

  private static final long DEADLINE = START + MILLISECONDS.toNanos(30);

  private final ClassicHttpRequest request = new BasicClassicHttpRequest("GET", "/data");
  private final Attempt attempt =
      new Attempt(TestService.GET, request, START, DEADLINE, Verdict.CUT_SHORT);
  private final AtomicInteger ended = new AtomicInteger();

  private boolean end() {
    ended.incrementAndGet();
    return true;
  }

  @Test
  void knowsWhatItSendsAndSinceWhen() {
    assertThat(attempt.call()).isSameAs(TestService.GET);
    assertThat(attempt.request()).isSameAs(request);
    assertThat(attempt.startNanos()).isEqualTo(START);
  }

  @Test
  void isCancelledOnceItsDeadlineHasPassed() {
    attempt.onCancel(this::end);
    attempt.cancelWhenLate(START);
    attempt.cancelWhenLate(DEADLINE);
    assertThat(attempt.cancelledFor()).isNull();
    assertThat(attempt.cancelledAs()).isNull();

    attempt.cancelWhenLate(DEADLINE + 1);

    assertThat(attempt.cancelledFor()).isEqualTo("no complete answer in 30 ms");
    assertThat(attempt.cancelledAs()).isEqualTo(Verdict.CUT_SHORT);
    assertThat(ended).hasValue(1);
  }

  @Test
  void endsWhatIsUnderWayAndWhatFollows() {
    attempt.onCancel(() -> false);
    attempt.onCancel(this::end);
    assertThat(ended).hasValue(0);

    attempt.cancel("given up", Verdict.FAILED);
    assertThat(ended).hasValue(1);
    attempt.onCancel(this::end);

    assertThat(ended).hasValue(2);
    assertThat(attempt.cancelledFor()).isEqualTo("given up");
    assertThat(attempt.cancelledAs()).isEqualTo(Verdict.FAILED);
  }

  @Test
  void canBeCancelledBeforeAnythingIsUnderWay() {
    attempt.cancel("given up", Verdict.FAILED);

    attempt.onCancel(this::end);

    assertThat(ended).hasValue(1);
  }

  @ParameterizedTest
  @EnumSource(Stage.class)
  void mayHaveReachedTheInstanceOnlyOnceItIsSent(Stage stage) {
    attempt.reach(stage);

    assertThat(attempt.stage()).isEqualTo(stage);
    assertThat(attempt.sent()).isEqualTo(stage == Stage.SENT);
  }
}
