package local.microservice.discovery.simulation;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.net.InetAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import local.microservice.discovery.simulation.Fault.Door;
import local.microservice.discovery.simulation.VirtualTime.Nap;

/** An address. A process of the service listens there, or another process, or none. */
final class SimulatedInstance {

  /** A process is slower by this factor until it is warm. */
  private static final double COLD_FACTOR = 4;

  /** One of a hundred answers takes longer although the instance is well. */
  private static final double TAIL = 0.01;

  private static final double TAIL_FACTOR = 1.8;

  /** The instance is not well now. */
  static final long NOT_WELL = Long.MAX_VALUE;

  /** One process. Its connections end when it ends. */
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

  /** Starts a new process at the address. */
  void start(long coldMillis) {
    kill();
    process = new Process(time.nanos() + MILLISECONDS.toNanos(coldMillis));
    judge();
  }

  /** Ends the process and all its connections. */
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

  /** Ends a fault, unless another fault has replaced it. */
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

  /**
   * The time since which the instance answers every call at full speed; {@link #NOT_WELL} if it
   * does not now.
   */
  long wellSinceNanos() {
    return wellSinceNanos;
  }

  boolean isWellSince(long nanos) {
    return wellSinceNanos < nanos;
  }

  /** Whether the instance answers every call. A new process may still be slow. */
  boolean answers() {
    return process != null && fault == null;
  }

  Door door() {
    Door ofFault = fault == null ? Door.OPEN : fault.door();
    return process == null && ofFault == Door.OPEN ? Door.REFUSED : ofFault;
  }

  /** Whether nothing that the instance sends arrives. */
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

  /** The longest time for which the instance was able to answer and got no first call. */
  double longestUnusedSeconds() {
    long now = unusedSinceNanos == NOT_WELL ? 0 : time.nanos() - unusedSinceNanos;
    return Math.max(longestUnusedNanos, now) / 1e9;
  }

  @Override
  public String toString() {
    return "#" + number;
  }
}
