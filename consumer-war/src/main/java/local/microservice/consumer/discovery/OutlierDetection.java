package local.microservice.consumer.discovery;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import local.microservice.consumer.discovery.Instance.Choice;
import local.microservice.consumer.discovery.Instance.Ejection;
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

  /** An answer may take so many times longer than others. */
  private static final int PATIENCE_FACTOR = 3;

  private final Rotation rotation;
  private final DiscoverySettings.OutlierEjection settings;

  OutlierDetection(Rotation rotation, DiscoverySettings.OutlierEjection settings) {
    this.rotation = rotation;
    this.settings = settings;
  }

  /**
   * Judges an instance by a call that succeeded.
   *
   * @param chosen the instance, as it was when it was chosen for the call
   * @param nanos how long the call took
   */
  void succeeded(Choice chosen, long nanos) {
    Ejection under = chosen.under();
    if (under == null) {
      return;
    }
    if (nanos <= under.longestTrialNanos()) {
      rotation.readmit(chosen);
    } else if (chosen.trial()) {
      rotation.eject(
          chosen.instance(),
          under,
          "still slow: its trial call took " + NANOSECONDS.toMillis(nanos) + " ms",
          under.longestTrialNanos());
    }
  }

  /**
   * Judges an instance by a call that failed.
   *
   * @param chosen the instance, as it was when it was chosen for the call
   * @param refused whether it refused the connection: nobody listens there, so one call tells
   * @param error what went wrong, in words
   */
  void failed(Choice chosen, boolean refused, String error) {
    Instance instance = chosen.instance();
    if (refused) {
      // The next to listen there is another process.
      instance.ended();
    }
    if (chosen.trial()) {
      rotation.eject(instance, chosen.under(), "its trial call failed: " + error, Long.MAX_VALUE);
    } else if (refused) {
      rotation.eject(instance, null, "it takes no connection: " + error, Long.MAX_VALUE);
    } else if (instance.failuresInARow() >= settings.consecutiveFailures()) {
      rotation.eject(
          instance,
          null,
          instance.failuresInARow() + " calls failed in a row, the last: " + error,
          Long.MAX_VALUE);
    }
  }

  /**
   * Sends an instance no more calls for as long as it asks. It is well: where it was on trial, it
   * is in rotation again.
   *
   * @param chosen the instance, as it was when it was chosen for the call
   * @param time how long
   */
  void notNow(Choice chosen, Duration time) {
    rotation.rest(chosen.instance(), time);
    rotation.readmit(chosen);
  }

  /** Takes a call for none, as it told nothing of the instance. */
  void undecided(Choice chosen) {
    // Every call comes by here, and the rotation has one lock for all.
    if (chosen.trial()) {
      rotation.endUndecided(chosen);
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
      List<Attempt> waiting =
          instance.outstanding().stream()
              .filter(attempt -> nowNanos - attempt.startNanos() > patience)
              .toList();
      if (waiting.size() >= STALLED_CALLS
          && nowNanos - instance.answeredNanos() > patience
          && peerIsFasterSince(waitingSince(waiting, nowNanos), nowNanos, instance)) {
        String reason =
            waiting.size() + " calls have no answer for " + NANOSECONDS.toMillis(patience) + " ms";
        rotation.eject(instance, null, reason, Long.MAX_VALUE);
        instance.outstanding().stream()
            .filter(attempt -> attempt.call().idempotent())
            .forEach(attempt -> attempt.cancel("given up, as " + reason, Verdict.FAILED));
      }
    }
  }

  /**
   * Since when enough calls wait to tell. Later ones do not count: there may be so many that no
   * caller is left whose call a peer could answer.
   */
  private static long waitingSince(List<Attempt> waiting, long nowNanos) {
    return nowNanos
        - waiting.stream()
            .map(attempt -> nowNanos - attempt.startNanos())
            .sorted(Comparator.reverseOrder())
            .skip(STALLED_CALLS - 1L)
            .findFirst()
            .orElseThrow();
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
        (long) (PATIENCE_FACTOR * p99Millis * MILLISECONDS.toNanos(1)));
  }

  /**
   * Whether a peer has answered a call as new, and much faster than these have waited: calls may
   * all be slow for a while.
   */
  private boolean peerIsFasterSince(long sinceNanos, long nowNanos, Instance exceptFor) {
    return rotation.view().inRotation().stream()
        .filter(peer -> peer != exceptFor)
        .map(Instance::newestAnswered)
        .anyMatch(
            call ->
                call.beganNanos() - sinceNanos > 0
                    && nowNanos - sinceNanos > PATIENCE_FACTOR * call.tookNanos());
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
          null,
          "%.0f %% of its calls succeed, of its peers' %.0f %%"
              .formatted(100 * own.successRate(), 100 * peersRate),
          Long.MAX_VALUE);
    } else if (warm && own.successes() >= settings.volume() && own.p50Millis() > limitMillis) {
      rotation.eject(
          instance,
          null,
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
