package local.microservice.discovery.instance;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import local.microservice.discovery.instance.Outcomes.Summary;

/**
 * Compares the success rate and latency of instances with those of their peers.
 *
 * <p>After Envoy's outlier detection, but with the median of the peers instead of a standard
 * deviation: three instances already have a median, but a standard deviation needs many.
 */
record WorseThanPeers(EjectionSettings settings) {

  /** The instances with enough calls to be compared, with the results of their calls. */
  Map<Instance, Summary> comparable(List<Instance> inRotation) {
    Map<Instance, Summary> compared = new LinkedHashMap<>();
    for (Instance instance : inRotation) {
      Summary recent = instance.history().outcomes().recent();
      if (recent.calls() >= settings.volume()) {
        compared.put(instance, recent);
      }
    }
    return compared;
  }

  /**
   * Judges one of the {@link #comparable} instances. The latency of a new instance does not count
   * during its warm-up: an ejected instance would get no calls to warm up with. A peer without a
   * good answer has no latency to compare.
   *
   * @param nowNanos nanoseconds of the clock
   */
  Optional<Reason> judge(Instance instance, Map<Instance, Summary> compared, long nowNanos) {
    Summary own = compared.get(instance);
    List<Summary> peers =
        compared.entrySet().stream()
            .filter(each -> each.getKey() != instance)
            .map(Map.Entry::getValue)
            .toList();
    if (peers.isEmpty()) {
      return Optional.empty();
    }
    double peersRate = -betterMedian(peers, peer -> -peer.successRate());
    if (peersRate - own.successRate() > settings.successRateGap()) {
      return Optional.of(new Reason.FailsMore(own.successRate(), peersRate));
    }
    List<Summary> answering = peers.stream().filter(peer -> peer.successes() > 0).toList();
    if (answering.isEmpty()) {
      return Optional.empty();
    }
    double peersMillis = betterMedian(answering, Summary::p50Millis);
    double limitMillis =
        Math.max(peersMillis * settings.latencyFactor(), peersMillis + settings.latencyGapMillis());
    boolean warm =
        nowNanos - instance.history().warmingSinceNanos()
            >= MILLISECONDS.toNanos(settings.warmUpMillis());
    if (warm && own.successes() >= settings.volume() && own.p50Millis() > limitMillis) {
      long limitNanos = (long) (limitMillis * MILLISECONDS.toNanos(1));
      return Optional.of(new Reason.Slow(own.p50Millis(), peersMillis, limitNanos));
    }
    return Optional.empty();
  }

  /** The median; of two values in the middle, the smaller one. */
  private static double betterMedian(List<Summary> peers, ToDoubleFunction<Summary> figure) {
    DoubleStream sorted = peers.stream().mapToDouble(figure).sorted();
    return sorted.skip((peers.size() - 1) / 2).findFirst().orElseThrow();
  }
}
