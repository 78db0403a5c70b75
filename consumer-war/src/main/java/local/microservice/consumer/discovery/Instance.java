package local.microservice.consumer.discovery;

import io.smallrye.stork.api.ServiceInstance;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.net.InetAddressUtils;

/**
 * One instance of a service: its connections, what became of its calls, and its state. Thread-safe;
 * the state is changed by {@link Rotation} alone.
 */
final class Instance implements ServiceInstance {

  /** The label under which an instance found by its address carries the name that led to it. */
  static final String HOST_NAME = "host-name";

  /** Whether calls go to an instance. */
  enum State {
    /** Calls go to it. */
    IN_ROTATION("in-rotation"),
    /** No calls go to it for a while. */
    EJECTED("ejected"),
    /** One call goes to it, which decides whether it comes back. */
    ON_TRIAL("on-trial"),
    /** It is not resolved any more, and ends the calls that it has. */
    LEAVING("leaving");

    private final String text;

    State(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /**
   * Why and for how long an instance is out of rotation. Each is another one, so that what a call
   * was chosen under can be told from what is in force when it ends.
   *
   * @param until when it ends
   * @param untilNanos the same by {@link System#nanoTime}
   * @param lengthNanos how long it lasts
   * @param reason in words
   * @param longestTrialNanos how long a trial call may take, else it has failed
   */
  record Ejection(
      Instant until, long untilNanos, long lengthNanos, String reason, long longestTrialNanos) {

    /** Whether a call may be the instance's trial; one that may not be repeated waits longer. */
    boolean isOver(long nowNanos, boolean idempotent) {
      return nowNanos - untilNanos >= (idempotent ? 0 : lengthNanos / 2);
    }
  }

  /**
   * An instance that was chosen for a call.
   *
   * @param instance which
   * @param under the ejection that it was in then; null for none
   * @param trial whether the call is its trial
   */
  record Choice(Instance instance, Ejection under, boolean trial) {}

  /**
   * A call that failed.
   *
   * @param at when
   * @param error how, in words
   */
  record Failure(Instant at, String error) {}

  /**
   * A call that has its good answer.
   *
   * @param beganNanos when it began, by {@link System#nanoTime}
   * @param tookNanos how long it took
   */
  record Answered(long beganNanos, long tookNanos) {}

  private static final AtomicLong IDS = new AtomicLong();

  private final long id = IDS.incrementAndGet();
  private final ServiceInstance found;
  private final LongSupplier nanoTime;
  private final String address;
  private final HttpHost target;
  private final Connections connections;

  private final Set<Attempt> outstanding = ConcurrentHashMap.newKeySet();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicInteger failuresInARow = new AtomicInteger();
  private final LongAdder calls = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final Outcomes outcomes = new Outcomes();
  private volatile boolean answered;
  private volatile long answeredNanos;
  private volatile Answered newestAnswered;
  private volatile long warmingSinceNanos;
  private volatile Failure lastFailure;
  private volatile boolean closed;

  private volatile State state = State.IN_ROTATION;
  private volatile Ejection ejection;
  private volatile int ejections;
  private final LongAdder ejectedTotal = new LongAdder();
  private volatile long readmittedNanos;
  private volatile long trialEndNanos;
  private volatile long restedNanos;
  private volatile Instant restsUntil;

  /**
   * Makes an instance that has had no call.
   *
   * @param nanoTime the clock, {@link System#nanoTime} but in tests
   */
  Instance(ServiceInstance found, DiscoverySettings.Connection settings, LongSupplier nanoTime) {
    this.found = found;
    this.nanoTime = nanoTime;
    answeredNanos = nanoTime.getAsLong();
    newestAnswered = new Answered(answeredNanos, 0);
    restedNanos = answeredNanos;
    target = target(found);
    address = address(found);
    connections = new Connections(target, settings);
  }

  /** Where an instance is, as text. */
  static String address(ServiceInstance found) {
    String host = found.getHost();
    return "%s://%s:%d"
        .formatted(
            scheme(found),
            InetAddressUtils.isIPv6(host) ? "[" + host + "]" : host,
            found.getPort());
  }

  private static String scheme(ServiceInstance found) {
    return found.isSecure() ? "https" : "http";
  }

  /**
   * What an instance is: scheme, address, port and name; two with the same are the same instance.
   * The connection goes to the address, while Host and the certificate's name stay the name's.
   */
  static HttpHost target(ServiceInstance found) {
    String scheme = scheme(found);
    String name = found.getLabels().get(HOST_NAME);
    if (name == null) {
      return new HttpHost(scheme, found.getHost(), found.getPort());
    }
    try {
      return new HttpHost(scheme, InetAddress.getByName(found.getHost()), name, found.getPort());
    } catch (UnknownHostException notAnAddress) {
      throw new IllegalArgumentException(notAnAddress);
    }
  }

  String address() {
    return address;
  }

  /** The root that paths are called under; its host is the name, not the address. */
  HttpHost target() {
    return target;
  }

  Connections connections() {
    return connections;
  }

  /**
   * Counts a call in before it is sent.
   *
   * @return false if the instance has been closed since it was chosen
   */
  boolean enter() {
    inFlight.incrementAndGet();
    if (closed) {
      inFlight.decrementAndGet();
      return false;
    }
    calls.increment();
    return true;
  }

  void leave() {
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

  Set<Attempt> outstanding() {
    return outstanding;
  }

  void succeeded(long nanos) {
    if (failuresInARow.get() != 0) {
      failuresInARow.set(0);
    }
    answeredNanos = nanoTime.getAsLong();
    long began = answeredNanos - nanos;
    if (began - newestAnswered.beganNanos() > 0) {
      newestAnswered = new Answered(began, nanos);
    }
    if (!answered) {
      warmingSinceNanos = answeredNanos;
      answered = true;
    }
    outcomes.succeeded(nanos);
  }

  void failed(String error) {
    failuresInARow.incrementAndGet();
    failures.increment();
    outcomes.failed();
    lastFailure = new Failure(Instant.now(), error);
  }

  /** Its process has ended: what comes next has not answered yet. */
  void ended() {
    answered = false;
  }

  int inFlight() {
    return inFlight.get();
  }

  int failuresInARow() {
    return failuresInARow.get();
  }

  long calls() {
    return calls.sum();
  }

  long failures() {
    return failures.sum();
  }

  Outcomes outcomes() {
    return outcomes;
  }

  /** Whether it has given a good answer since it joined or {@link #ended}. */
  boolean hasAnswered() {
    return answered;
  }

  /** Since when it may be slow for being new: its first good answer, or its return from failing. */
  long warmingSinceNanos() {
    return warmingSinceNanos;
  }

  /** When the last good answer came, by {@link System#nanoTime}. */
  long answeredNanos() {
    return answeredNanos;
  }

  /** Of the calls that have their good answer the one that began last. */
  Answered newestAnswered() {
    return newestAnswered;
  }

  /** The last failure, or null. */
  Failure lastFailure() {
    return lastFailure;
  }

  State state() {
    return state;
  }

  /** The ejection in force, or null. */
  Ejection ejection() {
    return ejection;
  }

  /** How many ejections there were since it was last in rotation for long. */
  int ejections() {
    return ejections;
  }

  /** How often it was ejected since it joined. */
  long ejectedTotal() {
    return ejectedTotal.sum();
  }

  /** When it came back last, by {@link System#nanoTime}. */
  long readmittedNanos() {
    return readmittedNanos;
  }

  void ejected(Ejection next, int count) {
    ejection = next;
    ejections = count;
    ejectedTotal.increment();
    state = State.EJECTED;
  }

  void onTrial(long endNanos) {
    trialEndNanos = endNanos;
    state = State.ON_TRIAL;
  }

  /** When its trial has ended in any case, by {@link System#nanoTime}. */
  long trialEndNanos() {
    return trialEndNanos;
  }

  /** Its trial told nothing: the next call is one again. */
  void awaitsTrial() {
    Ejection before = ejection;
    ejection =
        new Ejection(
            before.until(),
            before.untilNanos(),
            before.lengthNanos(),
            before.reason(),
            before.longestTrialNanos());
    state = State.EJECTED;
  }

  void rests(Instant until, long untilNanos) {
    restsUntil = until;
    restedNanos = untilNanos;
  }

  /** Whether it has asked to be left alone, and the time is not over. */
  boolean isResting(long nowNanos) {
    return restsUntil != null && restedNanos - nowNanos > 0;
  }

  /** Until when it has asked to be left alone; null when it has not, or has had its rest. */
  Instant restsUntil() {
    return restsUntil;
  }

  void rested() {
    restsUntil = null;
  }

  void readmitted(long nowNanos) {
    failuresInARow.set(0);
    outcomes.forgive();
    readmittedNanos = nowNanos;
    if (ejection != null && ejection.longestTrialNanos() == Long.MAX_VALUE) {
      // It was not for its latency, so this may be another process.
      warmingSinceNanos = nowNanos;
    }
    ejection = null;
    state = State.IN_ROTATION;
  }

  void leaving() {
    state = State.LEAVING;
  }

  /** It is resolved again before it has left; an ejection goes on. */
  void back() {
    state = ejection == null ? State.IN_ROTATION : State.EJECTED;
  }

  @Override
  public long getId() {
    return id;
  }

  @Override
  public String getHost() {
    return found.getHost();
  }

  @Override
  public int getPort() {
    return found.getPort();
  }

  @Override
  public Optional<String> getPath() {
    return found.getPath();
  }

  @Override
  public boolean isSecure() {
    return found.isSecure();
  }

  @Override
  public String toString() {
    return address;
  }
}
