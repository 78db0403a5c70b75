package local.microservice.discovery.instance;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import local.microservice.discovery.instance.Outcomes.Summary;
import org.junit.jupiter.api.Test;

class OutcomesTest {

  private final Outcomes outcomes = new Outcomes();

  private void turn(int slices) {
    for (int slice = 0; slice < slices; slice++) {
      outcomes.turn();
    }
  }

  @Test
  void areGoodWhereThereIsNone() {
    assertThat(outcomes.lastMinute()).isEqualTo(new Summary(0, 0, 0, 0));
    assertThat(outcomes.recent().successRate()).isEqualTo(1);
  }

  @Test
  void tellHowManyFailedAndHowLongTheGoodAnswersTook() {
    for (int call = 1; call <= 100; call++) {
      outcomes.succeeded(MILLISECONDS.toNanos(call));
    }
    for (int call = 0; call < 25; call++) {
      outcomes.failed();
    }

    Summary recent = outcomes.recent();

    assertThat(recent.successes()).isEqualTo(100);
    assertThat(recent.failures()).isEqualTo(25);
    assertThat(recent.calls()).isEqualTo(125);
    assertThat(recent.successRate()).isEqualTo(0.8);
    assertThat(recent.p50Millis()).isCloseTo(50, within(50 * 0.07));
    assertThat(recent.p99Millis()).isCloseTo(99, within(99 * 0.07));
  }

  @Test
  void takeAnAnswerOfHoursForOneOfAMinute() {
    outcomes.succeeded(MINUTES.toNanos(300));

    assertThat(outcomes.recent().p50Millis()).isCloseTo(60_000, within(60_000 * 0.07));
  }

  @Test
  void areComparedByTheCurrentSliceAndTheOneBefore() {
    outcomes.failed();
    turn(1);
    outcomes.succeeded(1);
    assertThat(outcomes.recent().failures()).isEqualTo(1);
    assertThat(outcomes.recent().successes()).isEqualTo(1);

    turn(1);

    assertThat(outcomes.recent().failures()).isZero();
    assertThat(outcomes.recent().successes()).isEqualTo(1);
  }

  @Test
  void areShownForTwelveSlices() {
    outcomes.failed();
    turn(11);
    assertThat(outcomes.lastMinute().failures()).isEqualTo(1);

    turn(1);

    assertThat(outcomes.lastMinute().failures()).isZero();
  }

  @Test
  void areShownButNotComparedOnceForgiven() {
    outcomes.failed();
    outcomes.forgive();
    outcomes.succeeded(1);

    assertThat(outcomes.recent()).extracting(Summary::failures).isEqualTo(0L);
    assertThat(outcomes.lastMinute()).extracting(Summary::failures).isEqualTo(1L);

    turn(1);

    assertThat(outcomes.recent().failures()).isZero();
    assertThat(outcomes.recent().successes()).isEqualTo(1);
  }
}
