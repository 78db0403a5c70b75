package local.microservice.discovery.instance;

import java.util.Collection;
import java.util.List;
import java.util.OptionalDouble;
import org.HdrHistogram.Histogram;

/**
 * The latency of good answers, where there are enough of them. An instance's first seconds do not
 * count: a process is slow until it is warm.
 *
 * @param p50Millis the median, in milliseconds; empty for fewer than 20 answers
 * @param p99Millis the 99th percentile, in milliseconds; empty for fewer than 100 answers
 */
public record Latency(OptionalDouble p50Millis, OptionalDouble p99Millis) {

  /** Too few answers. */
  public static final Latency NONE = new Latency(OptionalDouble.empty(), OptionalDouble.empty());

  private static final long ENOUGH_FOR_P50 = 20;
  private static final long ENOUGH_FOR_P99 = 100;

  /**
   * Sums up the answers of the last five to ten seconds. Costs next to nothing for instances
   * without any.
   *
   * @param instances the instances whose answers count together
   * @return their latency
   */
  public static Latency recent(Collection<Instance> instances) {
    Histogram micros = new Histogram(Outcomes.LONGEST_MICROS, Outcomes.DIGITS);
    instances.forEach(each -> each.history().outcomes().addWarmTo(micros));
    return new Latency(
        percentile(micros, 50, ENOUGH_FOR_P50), percentile(micros, 99, ENOUGH_FOR_P99));
  }

  /**
   * Sums up the answers of one instance in the last five to ten seconds.
   *
   * @param instance the instance
   * @return its latency
   */
  public static Latency recent(Instance instance) {
    // Most of many instances have few answers. They need no histogram.
    return instance.history().outcomes().warmSuccesses() < ENOUGH_FOR_P50
        ? NONE
        : recent(List.of(instance));
  }

  private static OptionalDouble percentile(Histogram micros, double percentile, long enough) {
    return micros.getTotalCount() < enough
        ? OptionalDouble.empty()
        : OptionalDouble.of(micros.getValueAtPercentile(percentile) / 1000.0);
  }
}
