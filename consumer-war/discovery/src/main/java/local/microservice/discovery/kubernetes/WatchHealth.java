package local.microservice.discovery.kubernetes;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.io.IOException;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import local.microservice.discovery.time.Clock;

/**
 * Whether the slices are up to date, and when the next attempt to list and to watch is due. Not
 * thread-safe, but its views are.
 *
 * <p>A watch that has lived for a while is a success, whatever ends it: one that ends in order or
 * breaks is begun again before anybody is told. What the API server refuses, its silence, and a
 * watch that ends at once twice in a row are problems. A problem is over when a watch lives again:
 * an API server that lists but does not watch must not change the source with each attempt.
 */
final class WatchHealth {

  /**
   * A moment.
   *
   * @param problem what is wrong; null if nothing is
   * @param watching whether a watch is under way
   * @param livesNanos from when on the watch under way is a success, nanoseconds of the clock
   */
  record View(String problem, boolean watching, long livesNanos) {

    /** What is wrong; null if nothing is, or the watch under way has ended it. */
    String problem(long nowNanos) {
      return watching && nowNanos - livesNanos >= 0 ? null : problem;
    }
  }

  /** How many attempts follow at once after a watch that has lived: to watch, and to list anew. */
  private static final int AT_ONCE = 2;

  private final Delays delays;
  private final Pace pace;
  private final Clock clock;
  private long dueNanos;
  private int atOnce = AT_ONCE;
  private int ofNoUse;
  private boolean sawEvent;
  private View view = new View(null, false, 0);

  WatchHealth(Pace pace, Clock clock, Supplier<? extends RandomGenerator> random) {
    this.pace = pace;
    this.clock = clock;
    delays = new Delays(pace, random);
    dueNanos = clock.nanos();
  }

  View view() {
    return view;
  }

  /** Whether the next attempt is due. */
  boolean isDue() {
    return clock.nanos() - dueNanos >= 0;
  }

  /** A watch is under way. */
  void begins() {
    sawEvent = false;
    view = new View(view.problem, true, clock.nanos() + MILLISECONDS.toNanos(pace.livedMillis()));
  }

  /** The watch under way has told something. */
  void sawEvent() {
    sawEvent = true;
  }

  /**
   * An attempt has ended.
   *
   * @param failure why; null if the API server has ended its watch
   * @return whether the next attempt must list anew, because the resource version is of no use
   */
  boolean ended(Throwable failure) {
    long now = clock.nanos();
    boolean lived = view.watching && now - view.livesNanos >= 0;
    if (lived) {
      delays.reset();
      atOnce = AT_ONCE;
    }
    ApiFailure.Kind kind = failure instanceof ApiFailure known ? known.kind() : null;
    boolean orderly = failure == null || kind == ApiFailure.Kind.GONE;
    boolean useless = orderly && !lived && !(view.watching && sawEvent);
    ofNoUse = useless ? ofNoUse + 1 : 0;
    String problem = problem(failure, orderly, lived);
    dueNanos = now + MILLISECONDS.toNanos(pauseMillis(failure, orderly));
    view = new View(problem, false, 0);
    // After a problem, what has happened since may be more than the API server remembers.
    return failure instanceof ApiFailure || useless || problem != null;
  }

  private String problem(Throwable failure, boolean orderly, boolean lived) {
    String before = lived ? null : view.problem;
    if (orderly) {
      return before == null && ofNoUse > 1 ? "the API server's watch ends at once" : before;
    }
    boolean broken = failure instanceof IOException && !(failure instanceof ApiFailure);
    return lived && broken ? null : text(failure);
  }

  private static String text(Throwable failure) {
    return failure instanceof ApiFailure
        ? failure.getMessage()
        : "the API server does not answer: " + failure;
  }

  private long pauseMillis(Throwable failure, boolean orderly) {
    if (orderly && atOnce > 0) {
      atOnce--;
      return 0;
    }
    long asked = failure instanceof ApiFailure known ? known.retryAfterMillis() : 0;
    return asked > 0 ? delays.within(asked) : delays.nextMillis();
  }
}
