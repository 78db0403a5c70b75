package local.microservice.discovery.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import local.microservice.discovery.call.CallSettings;

/**
 * In any ten seconds, the attempts are at most 1.2 times the calls plus a floor. Discovery itself
 * chooses the calls that try an ejected instance. The attempt after a failed trial is no retry.
 * Other rules bound the number of trials.
 */
final class RetriesInBudget {

  /** The budget's window: the current second and the seconds before it. */
  private static final int SECONDS = 10;

  private record Second(long calls, long retries) {}

  private final World world;
  private final Consumer<String> violated;
  private final Deque<Second> past = new ArrayDeque<>();
  private long retries;
  private long callsBefore;

  RetriesInBudget(World world, Consumer<String> violated) {
    this.world = world;
    this.violated = violated;
  }

  /** An attempt begins. The call's other values are still those of the attempts before. */
  void attemptBegins(SimulatedCall call) {
    if (call.attempts() > 1 && !call.lastWasTrial()) {
      retries++;
      check(world.scenario().settings().call());
    }
  }

  private void check(CallSettings settings) {
    long allCalls = world.callers().calls() - callsBefore;
    long allRetries = retries;
    for (Second each : past) {
      allCalls += each.calls;
      allRetries += each.retries;
    }
    if (allRetries > settings.retryBudgetFloor() + settings.retryBudgetRatio() * allCalls) {
      violated.accept(allRetries + " retries of " + allCalls + " calls in ten seconds");
    }
  }

  void secondPassed() {
    long calls = world.callers().calls();
    past.addLast(new Second(calls - callsBefore, retries));
    retries = 0;
    callsBefore = calls;
    if (past.size() >= SECONDS) {
      past.removeFirst();
    }
  }
}
