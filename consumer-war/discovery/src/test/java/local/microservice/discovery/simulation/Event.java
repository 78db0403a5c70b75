package local.microservice.discovery.simulation;

/**
 * Something that is to be done at its time: new work, or a thread that goes on. Of two at one time
 * the one that was made first is first.
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
