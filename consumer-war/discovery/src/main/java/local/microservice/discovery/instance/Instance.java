package local.microservice.discovery.instance;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import local.microservice.discovery.http.Connections;
import local.microservice.discovery.http.Endpoint;
import local.microservice.discovery.http.Exchange;
import local.microservice.discovery.resolve.EndpointState;
import local.microservice.discovery.time.Clock;

/**
 * One instance of a service: its connections, the results of its calls, and its standing.
 * Thread-safe; only {@link Rotation} changes the standing.
 */
public final class Instance {

  /**
   * A time without calls while other instances can take them, as the instance answered "not now".
   *
   * @param until the end, for display
   * @param untilNanos the end, nanoseconds of the clock
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
  private volatile EndpointState state;
  private volatile Standing standing;

  /**
   * Makes an instance in rotation, without calls.
   *
   * @param endpoint the address of the instance
   * @param connections the connections to the instance
   * @param clock the time
   */
  public Instance(Endpoint endpoint, Connections connections, Clock clock) {
    this.endpoint = endpoint;
    this.connections = connections;
    address = endpoint.toString();
    history = new CallHistory(clock);
    standing = new Standing.InRotation(0, clock.nanos());
  }

  /** {@return a number that is unique in this process, from 1} */
  public long id() {
    return id;
  }

  /** {@return the scheme, name, IP address and port} */
  public Endpoint endpoint() {
    return endpoint;
  }

  /** {@return the address for display, for example {@code http://10.0.0.1:8081}} */
  public String address() {
    return address;
  }

  /** {@return the connections to the instance} */
  public Connections connections() {
    return connections;
  }

  /**
   * Counts a call that is about to be sent.
   *
   * @return false if the instance has been closed since the call chose it
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

  /** Ends a call that {@link #enter} counted. */
  public void leave() {
    inFlight.decrementAndGet();
  }

  /** Closes the connections unless a call still uses them. */
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
   * {@return the live set of the exchanges under way; whoever sends an exchange adds and removes
   * it}
   */
  public Set<Exchange> outstanding() {
    return outstanding;
  }

  /** {@return the number of calls under way} */
  public int inFlight() {
    return inFlight.get();
  }

  /** {@return the number of ejections since the instance joined} */
  public long ejections() {
    return ejections.sum();
  }

  /** {@return the live results of the calls} */
  public CallHistory history() {
    return history;
  }

  /** {@return what the cluster says of the instance at present; empty when unknown} */
  public Optional<EndpointState> state() {
    return Optional.ofNullable(state);
  }

  /** Takes over what the cluster says, or null; true if that is new. */
  boolean isNow(EndpointState next) {
    boolean changed = !Objects.equals(state, next);
    state = next;
    return changed;
  }

  /** {@return the current standing} */
  public Standing standing() {
    return standing;
  }

  boolean isLeaving() {
    return standing instanceof Standing.Leaving;
  }

  /** The reason of an ejection: an instance that has never answered is starting. */
  Reason startingOr(Reason reason) {
    return history.hasAnswered() ? reason : new Reason.Starting(reason);
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

  /** {@return until when the instance has asked for no new calls; null if it does not rest} */
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
