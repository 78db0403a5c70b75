package local.microservice.discovery.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import local.microservice.discovery.call.CallSettings;

/**
 * Attempts are at most 1.2 times the calls, and a floor, in any ten seconds. The second attempt of
 * a call that was made a trial without being asked is no retry; trials are bounded by themselves.
 */
final class RetriesInBudget {

  /** The second that is under way, and those before it that the budget's window has. */
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

  /** An attempt begins; what the call knows else is of those before. */
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
