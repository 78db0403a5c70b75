package local.microservice.consumer.discovery;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import local.microservice.consumer.discovery.Instance.Ejection;
import local.microservice.consumer.discovery.Instance.State;
import local.microservice.consumer.discovery.Outcomes.Summary;

/**
 * Ejects the instances that fail, or that are far worse than their peers, and takes them back after
 * a trial. It reads nothing but the instances' own statistics. Thread-safe.
 *
 * <p>After Envoy's outlier detection (consecutive failures, success rate, maximum ejection
 * percentage, panic threshold); peers are compared by their median, which three instances already
 * have, instead of by a standard deviation, which needs many.
 */
final class OutlierDetection {

  /** So many unanswered calls tell a stopped instance from a slow answer. */
  private static final int STALLED_CALLS = 5;

  private final Rotation rotation;
  private final DiscoverySettings.OutlierEjection settings;

  OutlierDetection(Rotation rotation, DiscoverySettings.OutlierEjection settings) {
    this.rotation = rotation;
    this.settings = settings;
  }

  /**
   * Judges an instance by a call that succeeded.
   *
   * @param chosenIn the instance's state when it was chosen for the call
   * @param nanos how long the call took
   */
  void succeeded(Instance instance, State chosenIn, long nanos) {
    if (chosenIn != State.EJECTED && chosenIn != State.ON_TRIAL) {
      return;
    }
    Ejection ejection = instance.ejection();
    if (ejection == null) {
      return;
    }
    if (nanos <= ejection.longestTrialNanos()) {
      rotation.readmit(instance);
    } else if (chosenIn == State.ON_TRIAL) {
      rotation.eject(
          instance,
          "still slow: its trial call took " + NANOSECONDS.toMillis(nanos) + " ms",
          ejection.longestTrialNanos());
    }
  }

  /**
   * Judges an instance by a call that failed.
   *
   * @param chosenIn the instance's state when it was chosen for the call
   * @param refused whether it refused the connection: nobody listens there, so one call tells
   * @param error what went wrong, in words
   */
  void failed(Instance instance, State chosenIn, boolean refused, String error) {
    if (refused) {
      // The next to listen there is another process.
      instance.ended();
    }
    if (chosenIn == State.ON_TRIAL) {
      rotation.eject(instance, "its trial call failed: " + error, Long.MAX_VALUE);
    } else if (refused && instance.state() == State.IN_ROTATION) {
      rotation.eject(instance, "it takes no connection: " + error, Long.MAX_VALUE);
    } else if (instance.state() == State.IN_ROTATION
        && instance.failuresInARow() >= settings.consecutiveFailures()) {
      rotation.eject(
          instance,
          instance.failuresInARow() + " calls failed in a row, the last: " + error,
          Long.MAX_VALUE);
    }
  }

  /**
   * Ejects an instance that has stopped answering while its peers go on, and ends the calls on it
   * that may be made elsewhere: they need not wait for their timeout.
   */
  void ejectStalled(long nowNanos) {
    for (Instance instance : rotation.view().inRotation()) {
      if (instance.inFlight() < STALLED_CALLS || !mayEjectOutlier()) {
        continue;
      }
      long patience = patienceNanos(instance.outcomes().recent().p99Millis());
      long answered = instance.answeredNanos();
      long waiting =
          instance.outstanding().stream()
              .filter(attempt -> nowNanos - attempt.startNanos() > patience)
              .count();
      if (waiting >= STALLED_CALLS
          && nowNanos - answered > patience
          && hasAnsweredSince(answered, instance)) {
        String reason =
            waiting + " calls have no answer for " + NANOSECONDS.toMillis(patience) + " ms";
        rotation.eject(instance, reason, Long.MAX_VALUE);
        instance.outstanding().stream()
            .filter(attempt -> attempt.call().idempotent())
            .forEach(attempt -> attempt.cancel("given up, as " + reason));
      }
    }
  }

  /**
   * How long a trial call may wait for its answer while there are instances that are well: one that
   * is only starting, or hangs, must not use up the time of a call that others can answer.
   */
  long trialPatienceNanos() {
    return rotation.view().inRotation().stream()
        .mapToLong(peer -> patienceNanos(peer.outcomes().recent().p99Millis()))
        .max()
        .orElse(Long.MAX_VALUE);
  }

  private long patienceNanos(double p99Millis) {
    return Math.max(
        MILLISECONDS.toNanos(settings.stallMillis()),
        (long) (3 * p99Millis * MILLISECONDS.toNanos(1)));
  }

  private boolean hasAnsweredSince(long nanos, Instance exceptFor) {
    return rotation.view().inRotation().stream()
        .anyMatch(peer -> peer != exceptFor && peer.answeredNanos() - nanos > 0);
  }

  /**
   * Ejects the instances whose success rate or latency is far worse than their peers'; a new one's
   * latency does not count until it has warmed up, which without calls it never would.
   */
  void ejectOutliers(long nowNanos) {
    Map<Instance, Summary> compared = new LinkedHashMap<>();
    for (Instance instance : rotation.view().inRotation()) {
      Summary recent = instance.outcomes().recent();
      if (recent.calls() >= settings.volume()) {
        compared.put(instance, recent);
      }
    }
    if (compared.size() < 2) {
      return;
    }
    for (Map.Entry<Instance, Summary> each : compared.entrySet()) {
      if (!mayEjectOutlier()) {
        return;
      }
      List<Summary> peers = new ArrayList<>(compared.values());
      peers.remove(each.getValue());
      ejectWhenWorse(each.getKey(), each.getValue(), peers, nowNanos);
    }
  }

  private void ejectWhenWorse(Instance instance, Summary own, List<Summary> peers, long nowNanos) {
    boolean warm =
        nowNanos - instance.warmingSinceNanos() >= MILLISECONDS.toNanos(settings.warmUpMillis());
    double peersRate = -betterMedian(peers, peer -> -peer.successRate());
    double peersMillis = betterMedian(peers, Summary::p50Millis);
    double limitMillis =
        Math.max(peersMillis * settings.latencyFactor(), peersMillis + settings.latencyGapMillis());
    if (peersRate - own.successRate() > settings.successRateGap()) {
      rotation.eject(
          instance,
          "%.0f %% of its calls succeed, of its peers' %.0f %%"
              .formatted(100 * own.successRate(), 100 * peersRate),
          Long.MAX_VALUE);
    } else if (warm && own.successes() >= settings.volume() && own.p50Millis() > limitMillis) {
      rotation.eject(
          instance,
          "its median latency is %.1f ms, its peers' %.1f ms"
              .formatted(own.p50Millis(), peersMillis),
          (long) (limitMillis * MILLISECONDS.toNanos(1)));
    }
  }

  /** The median, and of two in the middle the smaller. */
  private static double betterMedian(List<Summary> peers, ToDoubleFunction<Summary> figure) {
    DoubleStream sorted = peers.stream().mapToDouble(figure).sorted();
    return sorted.skip((peers.size() - 1) / 2).findFirst().orElseThrow();
  }

  private boolean mayEjectOutlier() {
    Rotation.View now = rotation.view();
    return 2 * (now.all().size() - now.inRotation().size() + 1) <= now.all().size();
  }
}
