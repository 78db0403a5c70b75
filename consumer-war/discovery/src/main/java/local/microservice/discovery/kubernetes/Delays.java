package local.microservice.discovery.kubernetes;

import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * The pauses between failures: each in a row is up to twice as long, with jitter. Not thread-safe.
 */
final class Delays {

  private final Pace pace;
  private final Supplier<? extends RandomGenerator> random;
  private long stepMillis;

  Delays(Pace pace, Supplier<? extends RandomGenerator> random) {
    this.pace = pace;
    this.random = random;
    reset();
  }

  /** Follows after a success. */
  void reset() {
    stepMillis = pace.firstDelayMillis();
  }

  /** The next pause, in milliseconds, within the bounds of the pace. */
  long nextMillis() {
    long delay = (long) (stepMillis * (1 + random.get().nextDouble()));
    stepMillis = Math.min(2 * stepMillis, pace.longestDelayMillis() / 2);
    return within(delay);
  }

  /** The pause that the API server asks for, within the bounds of the pace. */
  long within(long askedMillis) {
    return Math.max(pace.firstDelayMillis(), Math.min(askedMillis, pace.longestDelayMillis()));
  }
}
