package local.microservice.discovery.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The events of a world. The last events are kept in words, for the reader of a violation. A
 * checksum has all events, so that two runs can be compared.
 */
final class EventLog {

  private static final int LAST = 40;

  private record Line(long nanos, String what, Object who, Object how) {
    @Override
    public String toString() {
      return "%10.4f s  %-12s %s %s".formatted(nanos / 1e9, what, who, how);
    }
  }

  private final Deque<Line> last = new ArrayDeque<>(LAST + 1);
  private final boolean printed;
  private final Map<String, Integer> counts = new HashMap<>();
  private long hash;

  EventLog(boolean printed) {
    this.printed = printed;
  }

  /** Notes an event. Its texts must be the same in every run. */
  void add(long nanos, String what, Object who, Object how) {
    Line line = new Line(nanos, what, who, how);
    last.addLast(line);
    if (last.size() > LAST) {
      last.removeFirst();
    }
    counts.merge(what, 1, Integer::sum);
    if (printed) {
      System.out.println(line);
    }
    hash = 31 * (31 * (31 * hash + nanos) + what.hashCode()) + String.valueOf(who).hashCode();
  }

  /** How many events of this kind have happened. */
  int count(String what) {
    return counts.getOrDefault(what, 0);
  }

  long hash() {
    return hash;
  }

  String last() {
    return last.stream().map(Line::toString).collect(Collectors.joining("\n"));
  }
}
