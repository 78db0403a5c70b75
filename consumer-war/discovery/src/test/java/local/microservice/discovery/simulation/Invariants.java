package local.microservice.discovery.simulation;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import local.microservice.discovery.call.BalancedService;
import local.microservice.discovery.call.Outcome;
import local.microservice.discovery.call.Verdict;
import local.microservice.discovery.http.Answer;
import local.microservice.discovery.http.ClientOptions;
import local.microservice.discovery.http.ClosedConnectionException;
import local.microservice.discovery.http.Request;
import local.microservice.discovery.instance.Ejection;
import local.microservice.discovery.instance.Instance;

/**
 * Checks what must hold in every world. A call may fail only because of a documented limit. {@link
 * #isExempt} has one line for each limit, with its reason.
 */
final class Invariants extends Observer {

  private static final long CHECK_NANOS =
      MILLISECONDS.toNanos(BalancedService.CALL_CHECK_MILLIS) + MILLISECONDS.toNanos(1);

  /** Longer than the ten seconds of calls by which discovery compares instances. */
  private static final long MEMORY_NANOS = SECONDS.toNanos(15);

  private final Standings standings;
  private final Evenness evenness;
  private final RetriesInBudget retries;

  Invariants(World world) {
    super(world);
    standings = new Standings(world, this::violated);
    evenness = new Evenness(world, standings, this::violated);
    retries = new RetriesInBudget(world, this::violated);
  }

  private void violated(String what) {
    String at = world().time().seconds();
    world().log().add(world().time().nanos(), "VIOLATED", what, "");
    world()
        .time()
        .fail(
            new AssertionError(
                "%s%n  at %s of %s%n  to replay: %s%n  the last events:%n%s"
                    .formatted(
                        what,
                        at,
                        world().scenario().name(),
                        world().scenario().replay(),
                        world().log().last())));
  }

  private void note(String what, Instance instance, Object how) {
    world().log().add(world().time().nanos(), what, standings.nameOf(instance), how);
  }

  @Override
  public void attemptBegins(SimulatedCall call) {
    retries.attemptBegins(call);
  }

  @Override
  void attempt(SimulatedInstance to) {
    super.attempt(to);
    evenness.attempt(to);
  }

  @Override
  public void callEnded(SimulatedCall call, Answer answer, IOException failure) {
    super.callEnded(call, answer, failure);
    long now = world().time().nanos();
    long limit = MILLISECONDS.toNanos(world().scenario().settings().call().callMillis());
    long paused = world().pausedNanosSince(call.beginNanos());
    // After a pause, a call has until the next check.
    if (now - call.beginNanos() - paused > limit + CHECK_NANOS * (paused > 0 ? 2 : 1)) {
      violated("a call took longer than the time for a whole call");
    }
    int deliveries = world().network().deliveries(call.number());
    if (!call.request().idempotent() && deliveries > 1) {
      violated("a call that may not be repeated was delivered " + deliveries + " times");
    }
    boolean failed = failure != null || answer.failed() || answer.notNow();
    if (failed && call.request().idempotent() && !isExempt(call, now - limit)) {
      standings
          .wellAndKnownSince(call.beginNanos())
          .ifPresent(well -> violated("a call failed though " + well + " was well and known"));
    }
    standings.check();
  }

  /** Whether a documented limit lets a repeatable call fail although an instance is well. */
  private boolean isExempt(SimulatedCall call, long latestBeginNanos) {
    // discovery.call-timeout: the call's time is over.
    return call.beginNanos() <= latestBeginNanos
        // discovery.retries: more instances that existed have failed than a call may retry.
        || call.failures() > world().scenario().settings().call().retries()
        // discovery.retry-budget: retries must not multiply an outage. A retry after a failed trial
        // needs no budget.
        || world().service().retryBudgetLeft() < 1 && !call.lastWasTrial()
        // discovery.connections: no connection of the pool became free in time while other
        // instances were away.
        || call.metOwnLimit()
        // The caller has set its own timeouts, or has asked for a request that cannot be made.
        || call.request().options() != ClientOptions.NONE
        || !call.request().headers().isEmpty();
  }

  @Override
  public void attempted(Instance instance, Request request, Outcome outcome, long nanos) {
    SimulatedCall call = world().callers().underWay(request.path());
    boolean failed = outcome.verdict() != Verdict.ANSWERED;
    if (failed) {
      note("attempt", instance, outcome.verdict() + " " + outcome.text());
      evenness.disturbed();
    }
    if (outcome.verdict().againstInstance()
        && !isGivenUp(outcome)
        && standings.isWellSince(instance, call.attemptNanos())) {
      violated("a failure counts against " + standings.nameOf(instance) + ", which is well");
    }
    call.attemptEnded(outcome, isLost(outcome));
  }

  /**
   * Whether discovery gave up the call because it ejected the instance as stalled. Discovery then
   * gives up all calls of the instance, even one that has just begun. {@link #ejected} judges
   * whether the ejection is right.
   */
  private static boolean isGivenUp(Outcome outcome) {
    return outcome.failure() != null && outcome.text().contains("given up");
  }

  /** Whether discovery.retries does not count the attempt, as documented. */
  private static boolean isLost(Outcome outcome) {
    return outcome.verdict() == Verdict.FAILED && !outcome.sent()
        || outcome.failure() instanceof SocketException
        || outcome.failure() instanceof ClosedConnectionException;
  }

  @Override
  public void joined(String service, Instance instance) {
    standings.known(instance);
    evenness.disturbed();
    note("joined", instance, "");
  }

  @Override
  public void left(String service, Instance instance) {
    standings.left(instance);
    evenness.disturbed();
    note("left", instance, "");
  }

  @Override
  public void cameBack(String service, Instance instance) {
    standings.known(instance);
    evenness.disturbed();
    note("came back", instance, "");
  }

  @Override
  public void ejected(String service, Instance instance, Ejection ejection, boolean again) {
    note("ejected", instance, ejection.reason().text() + " for " + ejection.lengthNanos() / 1e9);
    evenness.disturbed();
    if (standings.isWellSince(instance, world().time().nanos() - MEMORY_NANOS)) {
      violated(standings.nameOf(instance) + " is ejected, though it is well");
    }
  }

  @Override
  public void readmitted(String service, Instance instance) {
    note("readmitted", instance, "");
    evenness.disturbed();
  }

  @Override
  public void rests(String service, Instance instance, Duration time) {
    note("rests", instance, time);
    evenness.disturbed();
  }

  @Override
  public void secondPassed(BalancedService service) {
    retries.secondPassed();
    standings.check();
  }

  @Override
  void worldEnded() {
    if (world().callers().isAnyUnderWay()) {
      violated("a call has never ended");
    }
  }
}
