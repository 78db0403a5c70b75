package local.microservice.discovery.instance;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import local.microservice.discovery.http.CallError;
import local.microservice.discovery.http.Exchange.Cancellation;
import local.microservice.discovery.instance.Outcomes.Summary;

/**
 * Records the outcome of each call, ejects an instance when a judge has a reason, and takes it back
 * after a trial. Only this class does so. Thread-safe.
 *
 * <p>After Envoy's outlier detection: consecutive failures, success rate, maximum ejection
 * percentage, panic threshold.
 */
public final class OutlierDetection {

  private final Rotation rotation;
  private final FailuresInARow failuresInARow;
  private final Stalled stalled;
  private final WorseThanPeers worseThanPeers;

  /**
   * Makes an outlier detection.
   *
   * @param rotation the instances to judge
   * @param settings when instances are ejected
   */
  public OutlierDetection(Rotation rotation, EjectionSettings settings) {
    this.rotation = rotation;
    failuresInARow = new FailuresInARow(settings.consecutiveFailures());
    stalled = new Stalled(settings.stallMillis());
    worseThanPeers = new WorseThanPeers(settings);
  }

  /**
   * Records a call that succeeded.
   *
   * @param chosen the instance with its standing when the call chose it
   * @param nanos how long the call took, nanoseconds
   */
  public void succeeded(Choice chosen, long nanos) {
    chosen.instance().history().succeeded(nanos);
    if (chosen.under().isEmpty()) {
      return;
    }
    Ejection under = chosen.under().get();
    if (under.isCuredBy(nanos)) {
      rotation.readmit(chosen);
    } else if (chosen.trial()) {
      long limit = under.reason().slowestCureNanos().orElseThrow();
      rotation.failTrial(chosen, new Reason.StillSlow(nanos, limit));
    }
  }

  /**
   * Records a call that failed.
   *
   * @param chosen the instance with its standing when the call chose it
   * @param error the failure; one refused connection is enough for an ejection
   */
  public void failed(Choice chosen, CallError error) {
    Instance instance = chosen.instance();
    instance.history().failed(error);
    if (error.isRefused()) {
      // The next process that listens there is a new one.
      instance.history().ended();
    }
    if (chosen.trial()) {
      rotation.failTrial(chosen, new Reason.TrialFailed(error));
    } else {
      failuresInARow.judge(instance, error).ifPresent(reason -> rotation.eject(instance, reason));
    }
  }

  /**
   * Lets an instance rest for as long as it asks. The instance is healthy: after a trial, it is in
   * rotation again.
   *
   * @param chosen the instance with its standing when the call chose it
   * @param time how long the instance rests
   */
  public void notNow(Choice chosen, Duration time) {
    rotation.rest(chosen.instance(), time);
    rotation.readmit(chosen);
  }

  /**
   * Ejects an instance that has stopped answering while its peers go on. Cancels the repeatable
   * calls on it, which need not wait for their timeout.
   *
   * @param nowNanos nanoseconds of the clock
   */
  public void ejectStalled(long nowNanos) {
    for (Instance instance : rotation.view().inRotation()) {
      RotationView now = rotation.view();
      if (now.mayEjectOutlier()) {
        stalled
            .judge(instance, now.inRotation(), nowNanos)
            .ifPresent(
                reason -> {
                  rotation.eject(instance, reason);
                  giveUp(instance, reason);
                });
      }
    }
  }

  private static void giveUp(Instance instance, Reason reason) {
    Cancellation why = new Cancellation("given up, as " + reason.text(), true);
    instance.outstanding().stream()
        .filter(exchange -> exchange.request().idempotent())
        .forEach(exchange -> exchange.cancel(why));
  }

  /**
   * {@return how long a trial call may wait for its answer, nanoseconds; empty when no instance is
   * in rotation} An instance that is starting or hangs must not use up the time of a call that
   * others can answer.
   */
  public OptionalLong trialPatienceNanos() {
    return rotation.view().inRotation().stream().mapToLong(stalled::patienceNanos).max();
  }

  /**
   * Ejects the instances whose success rate or latency is far worse than their peers'.
   *
   * @param nowNanos nanoseconds of the clock
   */
  public void ejectOutliers(long nowNanos) {
    Map<Instance, Summary> compared = worseThanPeers.comparable(rotation.view().inRotation());
    for (Instance instance : compared.keySet()) {
      if (rotation.view().mayEjectOutlier()) {
        Optional<Reason> reason = worseThanPeers.judge(instance, compared, nowNanos);
        reason.ifPresent(why -> rotation.eject(instance, why));
      }
    }
  }
}
