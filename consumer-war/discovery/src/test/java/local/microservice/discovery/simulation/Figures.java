package local.microservice.discovery.simulation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/** The results of the calls by seconds, for a drawing. */
final class Figures {

  /** One second of one world. */
  static final class Second {
    private final TreeMap<Integer, Integer> attempts = new TreeMap<>();
    private final List<Double> millis = new ArrayList<>();
    private int failures;

    int attempts(int instance) {
      return attempts.getOrDefault(instance, 0);
    }

    int attempts() {
      return attempts.values().stream().mapToInt(Integer::intValue).sum();
    }

    int failures() {
      return failures;
    }

    /** A quantile of the latency of the calls that began in this second; 0 if none began. */
    double millis(double quantile) {
      if (millis.isEmpty()) {
        return 0;
      }
      List<Double> sorted = new ArrayList<>(millis);
      Collections.sort(sorted);
      return sorted.get((int) Math.min(sorted.size() - 1, Math.floor(quantile * sorted.size())));
    }
  }

  private final TreeMap<Integer, Second> seconds = new TreeMap<>();
  private final TreeSet<Integer> instances = new TreeSet<>();
  private long attempts;
  private long calls;
  private long failures;

  void attempt(long nanos, int instance) {
    attempts++;
    instances.add(instance);
    second(nanos).attempts.merge(instance, 1, Integer::sum);
  }

  void call(long beginNanos, long endNanos, boolean good) {
    calls++;
    second(beginNanos).millis.add((endNanos - beginNanos) / 1e6);
    if (!good) {
      failures++;
      second(endNanos).failures++;
    }
  }

  private Second second(long nanos) {
    return seconds.computeIfAbsent((int) (nanos / 1_000_000_000), each -> new Second());
  }

  Second second(int number) {
    return seconds.getOrDefault(number, new Second());
  }

  /** The longest duration of the calls that began between two seconds. */
  double longestMillis(int from, int to) {
    return seconds.subMap(from, to).values().stream()
        .mapToDouble(second -> second.millis(1))
        .max()
        .orElse(0);
  }

  int failuresSince(int from) {
    return seconds.tailMap(from).values().stream().mapToInt(Second::failures).sum();
  }

  TreeSet<Integer> instances() {
    return instances;
  }

  long attempts() {
    return attempts;
  }

  long calls() {
    return calls;
  }

  long failures() {
    return failures;
  }
}
