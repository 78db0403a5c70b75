package local.microservice.discovery.instance;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static local.microservice.discovery.fixtures.TestError.error;
import static org.assertj.core.api.Assertions.assertThat;

import local.microservice.discovery.config.SettingsReader;
import local.microservice.discovery.fixtures.MapConfig;
import local.microservice.discovery.fixtures.TestClock;
import local.microservice.discovery.instance.Standing.InRotation;
import local.microservice.discovery.instance.Standing.OnTrial;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With the default settings: from 5 s to a minute, and one second for an instance that starts. */
class BackOffTest {

  private static final Reason FAILED = new Reason.TrialFailed(error("no"));

  private final TestClock clock = TestClock.overflowingIn(1);
  private final Draw draw = new Draw();
  private final BackOff backOff =
      new BackOff(SettingsReader.of(new MapConfig(), "provider").ejection(), clock, () -> draw);

  private InRotation inRotation(int ejections, long forMillis) {
    InRotation since = new InRotation(ejections, clock.nanos());
    clock.pass(forMillis, MILLISECONDS);
    return since;
  }

  private OnTrial onTrial(int inARow) {
    Ejection before = new Ejection(FAILED, inARow, clock.now(), clock.nanos(), 0);
    return new OnTrial(before, clock.nanos());
  }

  @ParameterizedTest
  @CsvSource({"0, 5", "1, 10", "2, 20", "3, 40", "4, 60", "5, 60", "1000, 60"})
  void isTwiceAsLongForEachEjectionInARowUntilItIsTheLongest(int before, long seconds) {
    Ejection next = backOff.next(onTrial(before), FAILED);

    assertThat(next.lengthNanos()).isEqualTo(SECONDS.toNanos(seconds));
    assertThat(next.inARow()).isEqualTo(before + 1);
    assertThat(next.until()).isEqualTo(clock.now().plusSeconds(seconds));
    assertThat(next.isOver(clock.nanos() + SECONDS.toNanos(seconds) - 1, true)).isFalse();
    assertThat(next.isOver(clock.nanos() + SECONDS.toNanos(seconds), true)).isTrue();
    assertThat(next.reason()).isSameAs(FAILED);
  }

  @ParameterizedTest
  @CsvSource({"0, 0, 1", "3, 0, 4", "3, 60000, 4", "3, 60001, 1"})
  void beginsAnewForOneThatStayedInRotationForLongerThanTheLongest(
      int before, long millis, int inARow) {
    assertThat(backOff.first(inRotation(before, millis), FAILED).inARow()).isEqualTo(inARow);
  }

  @ParameterizedTest
  @CsvSource({"0, 4000", "0.25, 4500", "0.5, 5000", "1, 6000"})
  void isAFifthLessOrMore(double drawn, long millis) {
    draw.next = drawn;

    assertThat(backOff.next(onTrial(0), FAILED).lengthNanos())
        .isEqualTo(MILLISECONDS.toNanos(millis));
  }

  @Test
  void isASecondAndCountsForNothingForOneThatStarts() {
    Reason starting = new Reason.Starting(FAILED);

    for (Ejection each :
        new Ejection[] {
          backOff.first(inRotation(3, 0), starting), backOff.next(onTrial(3), starting)
        }) {
      assertThat(each.lengthNanos()).isEqualTo(SECONDS.toNanos(1));
      assertThat(each.inARow()).isZero();
    }
  }

  @Test
  void isHalfAsLongAgainForACallThatMayNotBeRepeated() {
    Ejection ejection = backOff.next(onTrial(0), FAILED);
    clock.pass(7499, MILLISECONDS);
    assertThat(ejection.isOver(clock.nanos(), false)).isFalse();

    clock.pass(1, MILLISECONDS);

    assertThat(ejection.isOver(clock.nanos(), false)).isTrue();
  }

  @Test
  void endsByAnyAnswerOrByAQuickOne() {
    Ejection failed = backOff.next(onTrial(0), FAILED);
    Ejection slow = backOff.next(onTrial(0), new Reason.StillSlow(99, 30));

    assertThat(failed.isCuredBy(Long.MAX_VALUE)).isTrue();
    assertThat(slow.isCuredBy(30)).isTrue();
    assertThat(slow.isCuredBy(31)).isFalse();
  }
}
