package local.microservice.discovery.time;

import java.time.Instant;

/**
 * The time. Everything that decides by time uses this clock, so that a test can move it.
 * Thread-safe.
 */
public interface Clock {

  /** The machine's clock. */
  Clock SYSTEM =
      new Clock() {
        @Override
        public long nanos() {
          return System.nanoTime();
        }

        @Override
        public Instant now() {
          return Instant.now();
        }
      };

  /**
   * {@return nanoseconds since an arbitrary moment, as {@link System#nanoTime}; only differences
   * have a meaning}
   */
  long nanos();

  /** {@return the time of day, for display} */
  Instant now();
}
