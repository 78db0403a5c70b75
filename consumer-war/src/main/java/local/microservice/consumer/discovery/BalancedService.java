package local.microservice.consumer.discovery;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.smallrye.stork.api.Service;
import io.smallrye.stork.api.ServiceInstance;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.ConnectException;
import java.net.SocketException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import local.microservice.consumer.discovery.Instance.Choice;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;

/**
 * A service that calls go to, whichever of its instances answers: the resolved instances, minus
 * what a call has already tried, minus what is ejected, handed to a Stork load balancer; and the
 * outcome goes back to the instance. Thread-safe.
 */
final class BalancedService implements AutoCloseable {

  private static final Logger LOG = System.getLogger(BalancedService.class.getName());

  /** How long an instance is left alone that does not say for how long. */
  private static final Duration SHORT_REST = Duration.ofSeconds(1);

  private static final long ENOUGH_MARGIN_MILLIS = 20;

  /**
   * How the last resolution went.
   *
   * @param at when it ended
   * @param tookMillis how long its slowest lookup took
   * @param error why it failed, or null
   */
  record Resolution(Instant at, long tookMillis, String error) {}

  private record Outcome(
      Answer answer, IOException failure, Verdict verdict, boolean sent, boolean trial) {

    /** Whether the instance ended, or was not there, rather than failed at this call. */
    boolean lost() {
      return verdict == Verdict.FAILED && !sent
          || failure instanceof SocketException
          || failure instanceof NoHttpResponseException;
    }
  }

  private final Service stork;
  private final String strategy;
  private final DiscoverySettings settings;
  private final Optional<ServiceContract> contract;
  private final Rotation rotation;
  private final OutlierDetection outliers;
  private final RetryBudget retryBudget;
  private final LongAdder calls = new LongAdder();
  private final LongAdder retries = new LongAdder();
  private final CountDownLatch resolved = new CountDownLatch(1);
  private volatile Resolution resolution;
  private final Pauses pauses = new Pauses(Upkeep.CALL_CHECK_MILLIS, System.nanoTime());

  /**
   * Makes the service; it has no instance before the first {@link #refresh}.
   *
   * @param stork where its instances are found, and how one is chosen
   * @param strategy the name of the latter
   * @param settings everything else
   * @param contract what its instances answer; empty for anything
   */
  BalancedService(
      Service stork,
      String strategy,
      DiscoverySettings settings,
      Optional<ServiceContract> contract) {
    this.contract = contract;
    this.stork = stork;
    this.strategy = strategy;
    this.settings = settings;
    rotation = new Rotation(stork.getServiceName(), settings, System::nanoTime, Math::random);
    outliers = new OutlierDetection(rotation, settings.ejection());
    retryBudget = new RetryBudget(settings.retryBudgetRatio(), settings.retryBudgetFloor());
  }

  String name() {
    return stork.getServiceName();
  }

  String strategy() {
    return strategy;
  }

  DiscoverySettings settings() {
    return settings;
  }

  Rotation.View view() {
    return rotation.view();
  }

  /** The last resolution, or null before the first has ended. */
  Resolution resolution() {
    return resolution;
  }

  long calls() {
    return calls.sum();
  }

  long retries() {
    return retries.sum();
  }

  long retryBudgetLeft() {
    return Math.max(0, retryBudget.left());
  }

  /**
   * Sends a call to an instance, and to another one if the first fails and the call may be
   * repeated.
   *
   * @return the first good answer; else the last bad one
   * @throws NoInstanceException if no instance is known
   * @throws IOException if the last instance tried did not answer
   */
  Answer send(Call call) throws IOException {
    long deadline = System.nanoTime() + MILLISECONDS.toNanos(settings.callMillis());
    calls.increment();
    retryBudget.called();
    List<Instance> tried = new ArrayList<>(1);
    int failures = 0;
    while (true) {
      Outcome outcome = attempt(call, tried, deadline);
      failures += outcome.lost() ? 0 : 1;
      if (failures > settings.retries() || !mayRetry(call, outcome, tried, deadline)) {
        if (outcome.failure != null) {
          throw outcome.failure;
        }
        return outcome.answer;
      }
      if (outcome.answer != null) {
        outcome.answer.memory().close();
      }
      retries.increment();
    }
  }

  private boolean mayRetry(Call call, Outcome outcome, List<Instance> tried, long deadline) {
    if (!outcome.verdict.elsewhere()) {
      return false;
    }
    boolean repeatable =
        outcome.failure == null
            ? call.retryableAfter(outcome.answer)
            : call.idempotent() || !outcome.sent;
    return repeatable
        && (!outcome.lost() || mayGoOn(tried))
        && System.nanoTime() - deadline < 0
        && !candidates(rotation.view(), tried).isEmpty()
        // A call was made a trial without being asked; and trials are few.
        && (outcome.trial || retryBudget.tryRetry());
  }

  /** An instance that was lost counts as no retry, as many may end at once; each has one try. */
  private boolean mayGoOn(List<Instance> tried) {
    return settings.retries() > 0
        && tried.size() < Math.max(rotation.view().all().size(), settings.retries() + 1);
  }

  private Outcome attempt(Call call, List<Instance> tried, long deadline) throws IOException {
    while (true) {
      Choice choice = tried.isEmpty() ? rotation.startTrial(call.idempotent()) : null;
      ServiceInstance selected = choice == null ? null : choice.instance();
      if (choice == null) {
        List<ServiceInstance> candidates = candidates(rotation.view(), tried);
        if (candidates.isEmpty()) {
          throw new NoInstanceException(name());
        }
        selected = stork.selectInstanceFromListAndRecordStart(candidates, true);
        Instance instance = instance(selected, candidates);
        choice = new Choice(instance, instance.ejection(), false);
      }
      Outcome outcome = null;
      try {
        if (choice.instance().enter()) {
          try {
            tried.add(choice.instance());
            outcome = send(call, choice, deadline);
            return outcome;
          } finally {
            choice.instance().leave();
          }
        }
      } finally {
        // Whatever became of the call, nobody waits for the end of its trial.
        outliers.undecided(choice);
        record(selected, outcome);
      }
    }
  }

  /**
   * The usable instances that the call has not tried; when there is none, the ejected ones; and a
   * service of one address gets a call again, as there may be a load balancer behind it.
   */
  private static List<ServiceInstance> candidates(Rotation.View now, List<Instance> tried) {
    if (tried.isEmpty()) {
      return now.usable();
    }
    Predicate<ServiceInstance> untried = instance -> !tried.contains(instance);
    List<ServiceInstance> usable = now.usable().stream().filter(untried).toList();
    if (usable.isEmpty()) {
      usable = now.inRotation().stream().filter(untried).map(ServiceInstance.class::cast).toList();
    }
    if (!usable.isEmpty()) {
      return usable;
    }
    return now.all().size() == 1
        ? now.usable()
        : now.all().stream().filter(untried).map(ServiceInstance.class::cast).toList();
  }

  /** Strategies of Stork wrap what they choose. */
  private static Instance instance(ServiceInstance selected, List<ServiceInstance> candidates) {
    if (selected instanceof Instance instance) {
      return instance;
    }
    return candidates.stream()
        .filter(each -> each.getId() == selected.getId())
        .map(Instance.class::cast)
        .findFirst()
        .orElseThrow();
  }

  private static void record(ServiceInstance selected, Outcome outcome) {
    if (selected.gatherStatistics()) {
      if (outcome != null && outcome.failure == null) {
        selected.recordReply();
      }
      selected.recordEnd(outcome == null ? null : outcome.failure);
    }
  }

  private Outcome send(Call call, Choice choice, long deadline) {
    Instance instance = choice.instance();
    long begin = System.nanoTime();
    long pausedBefore = pauses.totalNanos(begin);
    long patience = choice.trial() ? outliers.trialPatienceNanos() : Long.MAX_VALUE;
    long end = begin + Math.min(deadline - begin, patience);
    Attempt attempt =
        new Attempt(call, request(call, instance), begin, end, late(end - begin, patience));
    call.trace().attempt(instance, attempt.request());
    instance.outstanding().add(attempt);
    Answer answer = null;
    IOException failure = null;
    try {
      answer = instance.connections().send(attempt);
      if (!isKept(call, answer)) {
        String foreign = "HTTP status %d of another server".formatted(answer.status());
        answer.memory().close();
        answer = null;
        throw new UnusableAnswerException(foreign, null);
      }
    } catch (IOException failed) {
      failure = failed;
    } finally {
      instance.outstanding().remove(attempt);
    }
    long now = System.nanoTime();
    long paused = pauses.totalNanos(now) - pausedBefore;
    long nanos = Math.max(0, now - begin - paused);
    Verdict verdict =
        failure == null ? Verdict.of(answer) : verdict(attempt, failure, paused > nanos);
    String error = failure == null ? "HTTP status " + answer.status() : failure.toString();
    switch (verdict) {
      case ANSWERED -> {
        instance.succeeded(nanos);
        outliers.succeeded(choice, nanos);
      }
      case NOT_NOW -> outliers.notNow(choice, answer.retryAfter().orElse(SHORT_REST));
      case FAILED -> {
        instance.failed(error);
        outliers.failed(choice, failure instanceof ConnectException, error);
      }
      default -> {
        // Nobody is judged, and attempt() ends a trial that told nothing.
      }
    }
    call.trace().attempted(answer, failure);
    if (LOG.isLoggable(Level.DEBUG)) {
      InstanceLog.log(
          LOG,
          Level.DEBUG,
          instance.address(),
          "{0} {1}{2}: {3} in {4} ms",
          call.method(),
          instance,
          call.path(),
          failure == null ? Integer.toString(answer.status()) : error,
          NANOSECONDS.toMillis(nanos));
    }
    return new Outcome(answer, failure, verdict, attempt.sent(), choice.trial());
  }

  private boolean isKept(Call call, Answer answer) {
    if (contract.isEmpty() || answer.failed() || answer.notNow()) {
      return true;
    }
    try {
      return contract
          .get()
          .isKept(call.method(), call.path(), answer.status(), answer.mediaType(), answer.body());
    } catch (RuntimeException | Error cannotBeRead) {
      return false;
    }
  }

  private Verdict verdict(Attempt attempt, IOException failure, boolean stoodStill) {
    return attempt.cancelledFor() == null
            && attempt.call().options().explain(failure, settings.connection())
        ? Verdict.CUT_SHORT
        : Verdict.of(attempt, failure, stoodStill);
  }

  /**
   * What it means when an attempt's time is over: it is the instance's failure if it had enough.
   */
  private Verdict late(long allowedNanos, long patienceNanos) {
    long enough =
        Math.min(
            patienceNanos,
            MILLISECONDS.toNanos(
                Math.min(settings.connection().readMillis(), settings.callMillis())));
    // What was left of the call's time is less by the moments since it began.
    return allowedNanos >= enough - MILLISECONDS.toNanos(ENOUGH_MARGIN_MILLIS)
        ? Verdict.FAILED
        : Verdict.CUT_SHORT;
  }

  private static ClassicHttpRequest request(Call call, Instance instance) {
    ClassicHttpRequest request =
        new BasicClassicHttpRequest(call.method(), instance.target(), call.path());
    call.headers()
        .forEach((name, values) -> values.forEach(value -> request.addHeader(name, value)));
    if (call.body().length > 0) {
      // Its type is among the headers.
      request.setEntity(new ByteArrayEntity(call.body(), (ContentType) null));
    }
    return request;
  }

  /** Sets what to do when there is something to {@link #refresh} before its time. */
  void onChange(Runnable refresh) {
    if (stork.getServiceDiscovery() instanceof AddressDiscovery names) {
      names.onChange(refresh);
    }
  }

  /** Takes over what is known of the instances; blocks as long as a discovery of Stork's does. */
  void refresh() {
    Resolved now = resolve();
    if (now.instances().isEmpty() && now.error() == null) {
      // The names are still looked up for the first time.
      return;
    }
    if (!now.instances().isEmpty()) {
      rotation.update(now.instances());
    }
    String before = resolution == null ? null : resolution.error;
    String error = now.error();
    resolution = new Resolution(Instant.now(), now.tookMillis(), error);
    resolved.countDown();
    if (error != null && !error.equals(before)) {
      LOG.log(
          Level.WARNING,
          "{0}: resolution fails, so the {1} instances that are known stay: {2}",
          name(),
          rotation.view().all().size(),
          error);
    } else if (error == null && before != null) {
      LOG.log(Level.INFO, "{0}: resolution works again", name());
    }
  }

  private Resolved resolve() {
    if (stork.getServiceDiscovery() instanceof AddressDiscovery names) {
      return names.resolve();
    }
    long begin = System.nanoTime();
    List<ServiceInstance> found = List.of();
    String error = "the answer is empty";
    try {
      found = stork.getServiceDiscovery().getServiceInstances().await().indefinitely();
      error = found.isEmpty() ? error : null;
    } catch (RuntimeException failure) {
      error = String.valueOf(failure.getMessage());
    }
    return new Resolved(found, NANOSECONDS.toMillis(System.nanoTime() - begin), error);
  }

  /** Waits for the first resolution, good or bad, but not for a name server that hangs. */
  void awaitFirstRefresh(long millis) throws InterruptedException {
    resolved.await(millis, MILLISECONDS);
  }

  /** Ends the calls that are over their time, and those on an instance that has stopped. */
  void checkCalls() {
    long now = System.nanoTime();
    for (Instance instance : rotation.view().known()) {
      for (Attempt attempt : instance.outstanding()) {
        attempt.cancelWhenLate(now);
      }
    }
    // After a pause of this process its instances only seem to have stopped.
    if (!pauses.tick(now)) {
      outliers.ejectStalled(now);
    }
    rotation.endLateTrials();
    rotation.endRests();
  }

  /** Ends a second: compares the instances, and closes connections that are not needed. */
  void checkInstances() {
    retryBudget.tick();
    outliers.ejectOutliers(System.nanoTime());
    rotation.closeLeft();
    rotation.view().all().forEach(instance -> instance.connections().closeIdle());
  }

  /** Ends a slice of the instances' statistics. */
  void turnOutcomes() {
    rotation.view().all().forEach(instance -> instance.outcomes().turn());
  }

  @Override
  public void close() {
    if (stork.getServiceDiscovery() instanceof AddressDiscovery names) {
      names.close();
    }
    rotation.close();
  }
}
