package local.microservice.discovery.instance;

import static local.microservice.discovery.fixtures.TestError.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.time.Instant;
import java.util.stream.Stream;
import local.microservice.discovery.instance.Standing.Ejected;
import local.microservice.discovery.instance.Standing.InRotation;
import local.microservice.discovery.instance.Standing.Leaving;
import local.microservice.discovery.instance.Standing.OnTrial;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each transition that a standing allows. */
class StandingTest {

  private static final long NOW = Long.MAX_VALUE - 3;
  private static final Ejection EJECTION = ejection(2);

  private static Ejection ejection(int inARow) {
    return new Ejection(new Reason.Refused(refused("no")), inARow, Instant.EPOCH, NOW, 8);
  }

  static Stream<Arguments> all() {
    return Stream.of(
        arguments(new InRotation(0, NOW), "in-rotation", false),
        arguments(new Ejected(EJECTION), "ejected", true),
        arguments(new OnTrial(EJECTION, NOW), "on-trial", true),
        arguments(new Leaving(new InRotation(0, NOW)), "leaving", false),
        arguments(new Leaving(new Ejected(EJECTION)), "leaving", true));
  }

  @ParameterizedTest
  @MethodSource("all")
  void isShownAsTheWordsOfTheApiWithTheEjectionInForce(
      Standing standing, String text, boolean ejected) {
    assertThat(standing.text()).isEqualTo(text);
    assertThat(standing.ejection().isPresent()).isEqualTo(ejected);
    standing.ejection().ifPresent(inForce -> assertThat(inForce).isSameAs(EJECTION));
  }

  @Test
  void ejectsFromRotation() {
    assertThat(new InRotation(1, NOW).eject(EJECTION).inForce()).isSameAs(EJECTION);
  }

  @Test
  void triesWhatIsEjectedUnderTheSameEjection() {
    OnTrial trial = new Ejected(EJECTION).startTrial(NOW + 5);

    assertThat(trial.inForce()).isSameAs(EJECTION);
    assertThat(trial.isLate(NOW + 4)).isFalse();
    assertThat(trial.isLate(NOW + 5)).as("late after the clock has overflowed").isTrue();
  }

  @Test
  void keepsItsEjectionsInARowWhenReadmitted() {
    InRotation back = new InRotation(2, NOW + 1);

    assertThat(new OnTrial(EJECTION, NOW).readmit(NOW + 1)).isEqualTo(back);
    assertThat(new Ejected(EJECTION).readmit(NOW + 1)).isEqualTo(back);
  }

  @Test
  void ejectsAnewAfterATrialThatFails() {
    Ejection next = ejection(3);

    assertThat(new OnTrial(EJECTION, NOW).fail(next).inForce()).isSameAs(next);
  }

  @Test
  void ejectsByANewEqualEjectionAfterATrialWithoutAResult() {
    Ejection again = new OnTrial(EJECTION, NOW).endUndecided().inForce();

    assertThat(again).isNotSameAs(EJECTION).usingRecursiveComparison().isEqualTo(EJECTION);
  }

  @Test
  void comesBackFromLeavingAsItWasAndAnEjectionGoesOn() {
    InRotation well = new InRotation(1, NOW);
    assertThat(well.leave().comeBack()).isSameAs(well);
    Ejected ejected = new Ejected(EJECTION);
    assertThat(ejected.leave().comeBack()).isSameAs(ejected);

    // The result of the trial call is lost, so the ejection goes on.
    assertThat(new OnTrial(EJECTION, NOW).leave().comeBack()).isEqualTo(ejected);
    assertThat(new OnTrial(EJECTION, NOW).leave().ejection()).containsSame(EJECTION);
  }

  @Test
  void leavesOnce() {
    Leaving leaving = new Ejected(EJECTION).leave();

    assertThat(leaving.leave()).isSameAs(leaving);
  }
}
