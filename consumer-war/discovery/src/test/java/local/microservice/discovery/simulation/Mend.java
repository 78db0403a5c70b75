package local.microservice.discovery.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Consumer;

/**
 * A fault that this project had, and a scenario that shows the fault.
 *
 * @param commit the commit that mended the fault
 * @param fault what went wrong
 * @param scenario the world that shows the fault
 * @param holds checks what holds in that world since then, in addition to the {@link Invariants}
 */
record Mend(String commit, String fault, Scenario scenario, Consumer<World> holds) {

  private static final String REPLAY =
      "mvn -B -pl consumer-war/discovery -am test -Dtest=NamedScenariosTest"
          + " -Dsurefire.failIfNoSpecifiedTests=false -Dsimulation.scenario=";

  private static final double SECONDS = 120;

  static Mend of(String commit, String fault, Scenario.Shape shape, Incident... incidents) {
    Scenario scenario =
        new Scenario(commit + ": " + fault, REPLAY + commit, 1, SECONDS, shape, List.of());
    return new Mend(commit, fault, scenario.with(incidents), world -> {});
  }

  Mend and(Consumer<World> also) {
    return new Mend(commit, fault, scenario, holds.andThen(also));
  }

  Mend nobodyIsEjected() {
    return and(world -> assertThat(world.log().count("ejected")).as("ejections").isZero());
  }

  Mend noCallFails() {
    return and(world -> assertThat(world.log().count("CALL FAILED")).as("failed calls").isZero());
  }

  /**
   * Checks that no call fails after a given second. Earlier calls may reach the limit of retries.
   */
  Mend noCallFailsSince(int second) {
    return and(
        world ->
            assertThat(world.observer().figures().failuresSince(second))
                .as("failed calls")
                .isZero());
  }

  Mend noCallTakes(double millis, int from, int to) {
    return and(
        world ->
            assertThat(world.observer().figures().longestMillis(from, to))
                .as("the longest call, ms")
                .isLessThan(millis));
  }

  Mend everyProcessIsUsedWithin(double seconds) {
    return and(
        world ->
            assertThat(world.fleet().members())
                .allSatisfy(
                    each ->
                        assertThat(each.longestUnusedSeconds())
                            .as("seconds for which %s answers and gets no call", each)
                            .isLessThan(seconds)));
  }

  @Override
  public String toString() {
    return commit + " " + fault;
  }
}
