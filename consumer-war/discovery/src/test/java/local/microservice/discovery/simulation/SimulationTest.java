package local.microservice.discovery.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * Plays many worlds of ten minutes each. {@code -Dsimulation.seeds=100000} plays more worlds.
 * {@code -Dsimulation.seed=42} plays one world and prints its events.
 */
class SimulationTest {

  private static final int DEFAULT_SEEDS = 100;

  /** This many worlds are played twice, to see that a seed always does the same. */
  private static final int REPEATED = 6;

  /** The result of a run. A night's worlds themselves do not fit into memory. */
  private record Run(long calls, long attempts, long failures, long events) {
    static Run of(World world) {
      Figures figures = world.observer().figures();
      return new Run(
          figures.calls(), figures.attempts(), figures.failures(), world.time().events());
    }

    Run plus(Run other) {
      return new Run(
          calls + other.calls,
          attempts + other.attempts,
          failures + other.failures,
          events + other.events);
    }
  }

  @Test
  void everyInvariantHoldsInEveryWorld() throws Exception {
    long begin = System.nanoTime();
    Long one = Long.getLong("simulation.seed");
    int seeds = one == null ? Integer.getInteger("simulation.seeds", DEFAULT_SEEDS) : 1;
    Run sum = one == null ? all(seeds) : Run.of(run(one, true));
    double seconds = (System.nanoTime() - begin) / 1e9;
    System.out.printf(
        "simulation: %,d seeds, %,d calls, %,d attempts, %,d failed; %,d events in %.1f s%n",
        seeds, sum.calls, sum.attempts, sum.failures, sum.events, seconds);
    assertThat(sum.calls).isPositive();
  }

  @Test
  void oneSeedIsOneWorld() throws InterruptedException {
    for (long seed = 1; seed <= REPEATED; seed++) {
      World first = run(seed, false);
      World second = run(seed, false);
      assertThat(second.log().hash()).isEqualTo(first.log().hash());
      assertThat(second.time().events()).isEqualTo(first.time().events());
    }
  }

  private static Run all(int seeds) throws InterruptedException {
    ExecutorService threads =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    List<Future<Run>> runs = new ArrayList<>();
    for (long seed = 1; seed <= seeds; seed++) {
      long each = seed;
      runs.add(threads.submit(() -> Run.of(run(each, false))));
    }
    Run sum = new Run(0, 0, 0, 0);
    List<String> violations = new ArrayList<>();
    for (Future<Run> run : runs) {
      try {
        sum = sum.plus(run.get());
      } catch (ExecutionException failed) {
        violations.add(failed.getCause().toString());
      }
    }
    threads.shutdownNow();
    assertThat(violations)
        .withFailMessage(
            () ->
                "%d of %d worlds%n%s"
                    .formatted(
                        violations.size(),
                        seeds,
                        String.join("\n\n", violations.subList(0, Math.min(5, violations.size())))))
        .isEmpty();
    return sum;
  }

  private static World run(long seed, boolean printed) throws InterruptedException {
    return new World(RandomScenario.of(seed), false, printed).run();
  }
}
