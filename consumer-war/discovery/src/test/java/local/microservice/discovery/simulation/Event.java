package local.microservice.discovery.simulation;

/**
 * An event happens at its time: new work starts, or a thread goes on. Of two events at the same
 * time, the one that was created first happens first.
 */
final class Event implements Comparable<Event> {

  final long atNanos;
  final Runnable work;
  final Thread sleeper;
  boolean cancelled;
  private final long number;

  Event(long atNanos, long number, Runnable work, Thread sleeper) {
    this.atNanos = atNanos;
    this.number = number;
    this.work = work;
    this.sleeper = sleeper;
  }

  @Override
  public int compareTo(Event other) {
    int byTime = Long.compare(atNanos, other.atNanos);
    return byTime != 0 ? byTime : Long.compare(number, other.number);
  }
}
