package local.microservice.discovery.instance;

import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import local.microservice.discovery.http.Connections;
import local.microservice.discovery.http.Endpoint;
import local.microservice.discovery.http.Exchange;
import local.microservice.discovery.time.Clock;

/**
 * One instance of a service: its connections, what became of its calls, and its standing.
 * Thread-safe; {@link Rotation} alone changes the standing.
 */
public final class Instance {

  /**
   * A time in which it has no call while others can take it, as it said "not now".
   *
   * @param until its end, for people
   * @param untilNanos the same, nanoseconds of the clock
   */
  private record Rest(Instant until, long untilNanos) {}

  private static final AtomicLong IDS = new AtomicLong();

  private final long id = IDS.incrementAndGet();
  private final Endpoint endpoint;
  private final String address;
  private final Connections connections;
  private final CallHistory history;

  private final Set<Exchange> outstanding = ConcurrentHashMap.newKeySet();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final LongAdder ejections = new LongAdder();
  private volatile boolean closed;
  private volatile Rest rest;
  private volatile Standing standing;

  /**
   * Makes an instance in rotation that has had no call.
   *
   * @param endpoint where it is
   * @param connections those to it
   * @param clock what time it is
   */
  public Instance(Endpoint endpoint, Connections connections, Clock clock) {
    this.endpoint = endpoint;
    this.connections = connections;
    address = endpoint.toString();
    history = new CallHistory(clock);
    standing = new Standing.InRotation(0, clock.nanos());
  }

  /**
   * Tells it from every other of this process.
   *
   * @return 1 or more
   */
  public long id() {
    return id;
  }

  /**
   * Tells where it is.
   *
   * @return scheme, name, address and port
   */
  public Endpoint endpoint() {
    return endpoint;
  }

  /**
   * Tells where it is, for people.
   *
   * @return {@code http://10.0.0.1:8081}
   */
  public String address() {
    return address;
  }

  /**
   * Gives the connections.
   *
   * @return those to this instance
   */
  public Connections connections() {
    return connections;
  }

  /**
   * Counts a call in before it is sent.
   *
   * @return false if the instance has been closed since it was chosen
   */
  public boolean enter() {
    inFlight.incrementAndGet();
    if (closed) {
      inFlight.decrementAndGet();
      return false;
    }
    history.called();
    return true;
  }

  /** Counts a call out that was counted in. */
  public void leave() {
    inFlight.decrementAndGet();
  }

  /** Closes the connections unless a call still needs them. */
  boolean closeWhenUnused() {
    closed = true;
    if (inFlight.get() > 0) {
      closed = false;
      connections.closeUnused();
      return false;
    }
    connections.close();
    return true;
  }

  /**
   * Gives what is under way.
   *
   * @return the set itself, which whoever sends changes
   */
  public Set<Exchange> outstanding() {
    return outstanding;
  }

  /**
   * Counts the calls that it has now.
   *
   * @return 0 or more
   */
  public int inFlight() {
    return inFlight.get();
  }

  /**
   * Counts its ejections.
   *
   * @return since it joined
   */
  public long ejections() {
    return ejections.sum();
  }

  /**
   * Tells what became of its calls.
   *
   * @return the figures themselves
   */
  public CallHistory history() {
    return history;
  }

  /**
   * Tells whether calls go to it.
   *
   * @return the standing of this moment
   */
  public Standing standing() {
    return standing;
  }

  void move(Standing next) {
    standing = next;
  }

  void eject(Standing.Ejected next) {
    ejections.increment();
    standing = next;
  }

  void readmit(Standing.InRotation next, Ejection ended) {
    history.forgive();
    if (ended.reason().warmsUpAnew()) {
      history.warmUpSince(next.sinceNanos());
    }
    standing = next;
  }

  void rests(Instant until, long untilNanos) {
    rest = new Rest(until, untilNanos);
  }

  boolean isResting(long nowNanos) {
    Rest now = rest;
    return now != null && now.untilNanos - nowNanos > 0;
  }

  /**
   * Tells until when it has asked for no new call.
   *
   * @return null when it has not, or has had its rest
   */
  public Instant restsUntil() {
    Rest now = rest;
    return now == null ? null : now.until;
  }

  void rested() {
    rest = null;
  }

  @Override
  public String toString() {
    return address;
  }
}
