package local.microservice.discovery.instance;

import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static local.microservice.discovery.fixtures.TestError.error;
import static org.assertj.core.api.Assertions.assertThat;

import local.microservice.discovery.fixtures.TestClock;
import local.microservice.discovery.instance.CallHistory.Answered;
import org.junit.jupiter.api.Test;

class CallHistoryTest {

  private final TestClock clock = new TestClock(Long.MAX_VALUE - 3);
  private final CallHistory history = new CallHistory(clock);

  @Test
  void tellsTheLastFailureAndHowManyThereWere() {
    assertThat(history.lastFailure()).isNull();
    history.failed(error("one"));
    clock.pass(10, NANOSECONDS);
    history.failed(error("two"));

    assertThat(history.failures()).isEqualTo(2);
    assertThat(history.failuresInARow()).isEqualTo(2);
    assertThat(history.lastFailure()).isEqualTo(new CallHistory.Failure(clock.now(), error("two")));
    assertThat(history.outcomes().recent().failures()).isEqualTo(2);

    history.succeeded(1);

    assertThat(history.failures()).isEqualTo(2);
    assertThat(history.failuresInARow()).isZero();
    assertThat(history.outcomes().recent().successes()).isEqualTo(1);
  }

  @Test
  void countsWhatIsSent() {
    history.called();
    history.called();

    assertThat(history.calls()).isEqualTo(2);
    assertThat(history.failures()).isZero();
  }

  @Test
  void warmsUpFromItsFirstAnswerSinceItsProcessBegan() {
    assertThat(history.hasAnswered()).isFalse();
    clock.pass(10, NANOSECONDS);
    history.succeeded(1);
    clock.pass(10, NANOSECONDS);
    history.succeeded(1);
    assertThat(history.hasAnswered()).isTrue();
    assertThat(history.warmingSinceNanos()).isEqualTo(clock.nanos() - 10);
    assertThat(history.answeredNanos()).isEqualTo(clock.nanos());

    history.ended();
    assertThat(history.hasAnswered()).isFalse();
    history.succeeded(1);

    assertThat(history.warmingSinceNanos()).isEqualTo(clock.nanos());
  }

  @Test
  void knowsTheNewestCallThatItHasAnswered() {
    long joined = clock.nanos();
    assertThat(history.newestAnswered()).isEqualTo(new Answered(joined, 0));
    clock.pass(100, NANOSECONDS);
    history.succeeded(20);
    assertThat(history.newestAnswered()).isEqualTo(new Answered(joined + 80, 20));

    clock.pass(100, NANOSECONDS);
    history.succeeded(190);

    assertThat(history.newestAnswered())
        .as("an older call does not replace the newest one")
        .isEqualTo(new Answered(joined + 80, 20));
  }

  @Test
  void forgivesWhatWasButStillShowsIt() {
    history.failed(error("one"));

    history.forgive();

    assertThat(history.failuresInARow()).isZero();
    assertThat(history.failures()).isEqualTo(1);
    assertThat(history.outcomes().recent().calls()).isZero();
    assertThat(history.outcomes().lastMinute().failures()).isEqualTo(1);
  }
}
