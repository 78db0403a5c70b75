package local.microservice.discovery.resolve;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import local.microservice.discovery.time.Background;
import local.microservice.discovery.time.Clock;

/**
 * Looks one name up repeatedly in its own thread, and keeps the last good answer: a lookup may
 * hang, and cannot be interrupted. Thread-safe.
 */
public final class NameLookup implements KnownHost {

  private static final SourceInForce NAMES = SourceInForce.only(SourceInForce.NAMES);

  /**
   * The results of the lookups so far.
   *
   * @param addresses the last good answer; empty before the first
   * @param error why the last lookup failed, or null
   * @param tookMillis how long the last lookup took, in milliseconds
   */
  private record Known(List<InetAddress> addresses, String error, long tookMillis) {
    private static final Known NOTHING = new Known(List.of(), null, 0);
  }

  private final String host;
  private final NameService names;
  private final long intervalMillis;
  private final Runnable changed;
  private final Clock clock;
  private final Background.Worker worker;
  private volatile Known known = Known.NOTHING;
  private volatile boolean paused;
  private volatile boolean underWay = true;
  private volatile long beginNanos;

  /**
   * Starts the lookups.
   *
   * @param intervalMillis the pause between two lookups, in milliseconds; a lookup that takes
   *     longer is late
   * @param changed runs when the answer or the error has changed
   */
  NameLookup(
      String host,
      NameService names,
      long intervalMillis,
      Runnable changed,
      Clock clock,
      Background background) {
    this.host = host;
    this.names = names;
    this.intervalMillis = intervalMillis;
    this.changed = changed;
    this.clock = clock;
    beginNanos = clock.nanos();
    worker = background.worker("discovery-lookup-" + host);
    worker.every(intervalMillis, this::lookup);
  }

  private void lookup() {
    if (paused) {
      return;
    }
    beginNanos = clock.nanos();
    underWay = true;
    List<InetAddress> addresses = List.of();
    String error = null;
    try {
      addresses = List.of(names.lookup(host));
    } catch (UnknownHostException unknown) {
      // Reported below, like an empty answer.
    } catch (RuntimeException | Error failure) {
      // The scheduler silently cancels a task that throws.
      error = "the lookup of " + host + " failed: " + failure;
    }
    if (addresses.isEmpty() && error == null) {
      error = "no address is known for " + host;
    }
    if (isNew(addresses, error)) {
      changed.run();
    }
  }

  private synchronized boolean isNew(List<InetAddress> addresses, String error) {
    Known before = known;
    known =
        new Known(
            error == null ? addresses : before.addresses,
            error,
            NANOSECONDS.toMillis(clock.nanos() - beginNanos));
    underWay = false;
    return !known.addresses.equals(before.addresses) || !Objects.equals(error, before.error);
  }

  @Override
  public HostAnswer answer() {
    Known now = known;
    return new HostAnswer(now.addresses, Map.of(), now.tookMillis, error(now), NAMES, null);
  }

  /** Why the last lookup failed, or that the present one is late; null if all is well. */
  private String error(Known now) {
    boolean late = underWay && clock.nanos() - beginNanos > MILLISECONDS.toNanos(intervalMillis);
    return now.error == null && late ? "no answer yet for " + host : now.error;
  }

  /** Makes no more lookups until {@link #resume}. One that is under way goes on. */
  public void pause() {
    paused = true;
  }

  /** Looks the name up again from now on. Forgets the answers from before the pause. */
  public synchronized void resume() {
    known = Known.NOTHING;
    paused = false;
    worker.soon(this::lookup);
  }

  /**
   * Ends the lookups unless one is under way.
   *
   * @return false while a lookup is under way, as its thread cannot end before it; ask again later
   */
  @Override
  public boolean closeWhenIdle() {
    if (underWay) {
      return false;
    }
    close();
    return true;
  }

  @Override
  public void close() {
    worker.close();
  }
}
