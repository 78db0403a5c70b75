package local.microservice.discovery.instance;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import local.microservice.discovery.http.Exchange.Cancellation;
import local.microservice.discovery.instance.Outcomes.Summary;

/**
 * Counts what becomes of calls, ejects the instances that a judge finds a reason against, and takes
 * them back after a trial. It is the one place that does. Thread-safe.
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
   * Makes one.
   *
   * @param rotation whose instances are judged
   * @param settings when they are ejected
   */
  public OutlierDetection(Rotation rotation, EjectionSettings settings) {
    this.rotation = rotation;
    failuresInARow = new FailuresInARow(settings.consecutiveFailures());
    stalled = new Stalled(settings.stallMillis());
    worseThanPeers = new WorseThanPeers(settings);
  }

  /**
   * Judges an instance by a call that succeeded.
   *
   * @param chosen the instance, as it was when it was chosen for the call
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
   * Judges an instance by a call that failed.
   *
   * @param chosen the instance, as it was when it was chosen for the call
   * @param refused whether it refused the connection: nobody listens there, so one call tells
   * @param error what went wrong, in words
   */
  public void failed(Choice chosen, boolean refused, String error) {
    Instance instance = chosen.instance();
    instance.history().failed(error);
    if (refused) {
      // The next to listen there is another process.
      instance.history().ended();
    }
    if (chosen.trial()) {
      rotation.failTrial(chosen, new Reason.TrialFailed(error));
    } else {
      failuresInARow
          .judge(instance, refused, error)
          .ifPresent(reason -> rotation.eject(instance, reason));
    }
  }

  /**
   * Sends an instance no more calls for as long as it asks. It is well: where it was on trial, it
   * is in rotation again.
   *
   * @param chosen the instance, as it was when it was chosen for the call
   * @param time how long
   */
  public void notNow(Choice chosen, Duration time) {
    rotation.rest(chosen.instance(), time);
    rotation.readmit(chosen);
  }

  /**
   * Ejects an instance that has stopped answering while its peers go on, and ends the calls on it
   * that may be made elsewhere: they need not wait for their timeout.
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
   * Tells how long a trial call may wait for its answer while there are instances that are well:
   * one that is only starting, or hangs, must not use up the time of a call that others can answer.
   *
   * @return nanoseconds; empty when none is well
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
