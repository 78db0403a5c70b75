package local.microservice.discovery.call;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import local.microservice.discovery.choose.LoadBalancer.Chosen;
import local.microservice.discovery.http.Answer;
import local.microservice.discovery.http.Exchange;
import local.microservice.discovery.http.Request;
import local.microservice.discovery.http.UnusableAnswerException;
import local.microservice.discovery.instance.Choice;
import local.microservice.discovery.instance.Instance;
import local.microservice.discovery.instance.OutlierDetection;
import local.microservice.discovery.instance.Pauses;
import local.microservice.discovery.instance.Rotation;
import local.microservice.discovery.time.Clock;
import local.microservice.discovery.zone.ZonePool;
import local.microservice.discovery.zone.ZoneRouting;

/**
 * Sends each call to one instance, and reports the outcome to the outlier detection. Thread-safe.
 */
final class Attempts {

  /** How long an instance rests if its answer names no time. */
  private static final Duration SHORT_REST = Duration.ofSeconds(1);

  private static final long ENOUGH_MARGIN_NANOS = MILLISECONDS.toNanos(20);

  private final ServiceSetUp setUp;
  private final ServiceSettings settings;
  private final Clock clock;
  private final Rotation rotation;
  private final ZoneRouting zones;
  private final OutlierDetection outliers;
  private final Pauses pauses;
  private final CallCounts counts;

  Attempts(
      ServiceSetUp setUp,
      Rotation rotation,
      ZoneRouting zones,
      OutlierDetection outliers,
      Pauses pauses,
      CallCounts counts) {
    this.setUp = setUp;
    this.rotation = rotation;
    this.zones = zones;
    this.counts = counts;
    this.outliers = outliers;
    this.pauses = pauses;
    settings = setUp.settings();
    clock = setUp.clock();
  }

  /**
   * Sends a call to an instance that the call has not tried. If an instance's ejection is over, the
   * call goes there as its trial.
   *
   * @param tried the instances that the call has tried; this method adds the one it chooses
   * @param deadline when the whole call ends, nanoseconds of the clock
   * @throws NoInstanceException if no instance is known
   */
  Outcome next(Call call, List<Instance> tried, long deadline) throws NoInstanceException {
    while (true) {
      ZonePool pool = zones.pool();
      Optional<Choice> trial =
          tried.isEmpty()
              ? rotation.startTrial(call.request().idempotent(), pool::admits)
              : Optional.empty();
      Chosen chosen = trial.isPresent() ? trial.get()::instance : choose(pool, tried);
      Choice choice = trial.orElseGet(() -> Choice.of(chosen.instance()));
      Outcome outcome = null;
      try {
        if (choice.instance().enter()) {
          try {
            tried.add(choice.instance());
            if (pool.zoned()) {
              counts.sent(pool.isLocal(choice.instance()));
            }
            outcome = send(call, choice, deadline);
            return outcome;
          } finally {
            choice.instance().leave();
          }
        }
      } finally {
        // No caller waits for the end of a trial, so every outcome has to end it.
        rotation.endUndecided(choice);
        chosen.ended(
            outcome != null && outcome.failure() == null,
            outcome == null ? null : outcome.failure());
      }
    }
  }

  private Chosen choose(ZonePool pool, List<Instance> tried) throws NoInstanceException {
    List<Instance> candidates = pool.candidates(tried);
    if (candidates.isEmpty()) {
      throw new NoInstanceException(setUp.name());
    }
    return setUp.loadBalancer().choose(candidates);
  }

  private Outcome send(Call call, Choice choice, long deadline) {
    Instance instance = choice.instance();
    long begin = clock.nanos();
    long pausedBefore = pauses.totalNanos(begin);
    Exchange exchange = exchange(call, choice, begin, deadline);
    instance.outstanding().add(exchange);
    Answer answer = null;
    IOException failure = null;
    try {
      answer = kept(call.request(), instance.connections().send(exchange));
    } catch (IOException failed) {
      failure = failed;
    } finally {
      instance.outstanding().remove(exchange);
    }
    long now = clock.nanos();
    long paused = pauses.totalNanos(now) - pausedBefore;
    long nanos = Math.max(0, now - begin - paused);
    Verdict verdict =
        failure == null ? Verdict.of(answer) : verdict(exchange, failure, paused > nanos);
    Outcome outcome = new Outcome(answer, failure, verdict, exchange.sent(), choice.trial());
    // A full pool of this process makes no instance slow.
    judge(choice, outcome, Math.max(0, nanos - exchange.waitedNanos()));
    call.trace().attemptEnded(answer, failure);
    setUp.listener().attempted(instance, call.request(), outcome, nanos);
    return outcome;
  }

  private Exchange exchange(Call call, Choice choice, long begin, long deadline) {
    long patience =
        choice.trial() ? outliers.trialPatienceNanos().orElse(Long.MAX_VALUE) : Long.MAX_VALUE;
    long allowed = Math.min(deadline - begin, patience);
    return new Exchange(
        call.request(),
        call.trace().attemptBegins(choice.instance(), call.request()),
        begin,
        begin + allowed,
        isEnough(allowed, patience),
        clock::nanos);
  }

  /** Whether this time is long enough to blame the instance for giving no answer. */
  private boolean isEnough(long allowedNanos, long patienceNanos) {
    long own =
        MILLISECONDS.toNanos(
            Math.min(settings.connection().readMillis(), settings.call().callMillis()));
    // Some of the call's time has passed before the attempt.
    return allowedNanos >= Math.min(patienceNanos, own) - ENOUGH_MARGIN_NANOS;
  }

  private void judge(Choice choice, Outcome outcome, long nanos) {
    switch (outcome.verdict()) {
      case ANSWERED -> outliers.succeeded(choice, nanos);
      case NOT_NOW -> outliers.notNow(choice, outcome.answer().retryAfter().orElse(SHORT_REST));
      case FAILED -> outliers.failed(choice, outcome.error());
      default -> {
        // These verdicts do not judge the instance. next() ends a trial that decided nothing.
      }
    }
  }

  private Answer kept(Request request, Answer answer) throws UnusableAnswerException {
    if (!isKept(request, answer)) {
      answer.memory().close();
      throw new UnusableAnswerException(
          "HTTP status %d of another server".formatted(answer.status()), null);
    }
    return answer;
  }

  private boolean isKept(Request request, Answer answer) {
    if (setUp.contract().isEmpty() || answer.failed() || answer.notNow()) {
      return true;
    }
    try {
      return setUp
          .contract()
          .get()
          .isKept(
              request.method(), request.path(), answer.status(), answer.mediaType(), answer.body());
    } catch (RuntimeException | Error cannotBeRead) {
      return false;
    }
  }

  private Verdict verdict(Exchange exchange, IOException failure, boolean stoodStill) {
    boolean ofClient =
        exchange.cancellation() == null
            && exchange.request().options().explain(failure, settings.connection());
    return ofClient ? Verdict.CUT_SHORT : Verdict.of(exchange, failure, stoodStill);
  }
}
