package local.microservice.discovery.simulation;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.net.InetAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import local.microservice.discovery.simulation.Fault.Door;
import local.microservice.discovery.simulation.VirtualTime.Nap;

/** An address at which a process of the service listens, another one, or none. */
final class SimulatedInstance {

  /** A process that has just started is so much slower, until it is warm. */
  private static final double COLD_FACTOR = 4;

  /** One answer of a hundred takes longer, though nothing is wrong. */
  private static final double TAIL = 0.01;

  private static final double TAIL_FACTOR = 1.8;

  /** Well for ever so long: not at all. */
  static final long NOT_WELL = Long.MAX_VALUE;

  /** One life of a process: its connections end with it. */
  static final class Process {
    private final long warmNanos;
    private final Set<Nap> open = new LinkedHashSet<>();
    private boolean alive = true;

    Process(long warmNanos) {
      this.warmNanos = warmNanos;
    }

    boolean isAlive() {
      return alive;
    }

    Set<Nap> open() {
      return open;
    }
  }

  private final InetAddress address;
  private final int number;
  private final double millis;
  private final VirtualTime time;
  private final RandomGenerator random;
  private Process process;
  private Fault fault;
  private long wellSinceNanos;
  private long unusedSinceNanos = NOT_WELL;
  private long longestUnusedNanos;

  SimulatedInstance(
      InetAddress address, int number, double millis, VirtualTime time, RandomGenerator random) {
    this.address = address;
    this.number = number;
    this.millis = millis;
    this.time = time;
    this.random = random;
    wellSinceNanos = NOT_WELL;
  }

  InetAddress address() {
    return address;
  }

  int number() {
    return number;
  }

  /** Another process begins to listen. */
  void start(long coldMillis) {
    kill();
    process = new Process(time.nanos() + MILLISECONDS.toNanos(coldMillis));
    judge();
  }

  /** Its process ends, and with it each connection. */
  void kill() {
    if (process != null) {
      Process killed = process;
      process = null;
      killed.alive = false;
      List.copyOf(killed.open).forEach(Nap::wake);
      judge();
    }
  }

  void strike(Fault next) {
    fault = next;
    judge();
  }

  /** Ends a fault unless another has come in its place. */
  void heal(Fault ended) {
    if (fault == ended) {
      fault = null;
      judge();
    }
  }

  private void judge() {
    wellSinceNanos = answers() ? Math.max(time.nanos(), process.warmNanos) : NOT_WELL;
    unusedSinceNanos = answers() ? time.nanos() : NOT_WELL;
  }

  Process process() {
    return process;
  }

  /** Since when it answers every call, and as quickly as it can; {@link #NOT_WELL} for not now. */
  long wellSinceNanos() {
    return wellSinceNanos;
  }

  boolean isWellSince(long nanos) {
    return wellSinceNanos < nanos;
  }

  /** Whether it answers every call, though it may be slow for being new. */
  boolean answers() {
    return process != null && fault == null;
  }

  Door door() {
    Door ofFault = fault == null ? Door.OPEN : fault.door();
    return process == null && ofFault == Door.OPEN ? Door.REFUSED : ofFault;
  }

  /** Whether what it has sent is lost on its way. */
  boolean isSilent() {
    return fault instanceof Fault.BlackHole || fault instanceof Fault.Hangs;
  }

  /** Decides what comes back for a request. */
  Reply reply() {
    if (unusedSinceNanos != NOT_WELL) {
      longestUnusedNanos = Math.max(longestUnusedNanos, time.nanos() - unusedSinceNanos);
      unusedSinceNanos = NOT_WELL;
    }
    boolean cold = time.nanos() < process.warmNanos;
    double factor =
        (0.8 + 0.4 * random.nextDouble())
            * (random.nextDouble() < TAIL ? TAIL_FACTOR : 1)
            * (cold ? COLD_FACTOR : 1);
    Reply usual = Reply.of((long) (millis * factor * 1e6), 200);
    return fault == null ? usual : fault.change(usual, random);
  }

  /** How long it answered at most before it had its first call. */
  double longestUnusedSeconds() {
    long now = unusedSinceNanos == NOT_WELL ? 0 : time.nanos() - unusedSinceNanos;
    return Math.max(longestUnusedNanos, now) / 1e9;
  }

  @Override
  public String toString() {
    return "#" + number;
  }
}
