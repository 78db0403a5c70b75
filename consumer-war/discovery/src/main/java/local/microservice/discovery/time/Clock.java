package local.microservice.discovery.time;

import java.time.Instant;

/** What time it is. Everything that decides asks this, so that a test can move it. Thread-safe. */
public interface Clock {

  /** The machine's. */
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
   * Measures time that passes.
   *
   * @return nanoseconds since some moment, as {@link System#nanoTime}: two of them are subtracted
   */
  long nanos();

  /**
   * Tells the time of day, for people.
   *
   * @return now
   */
  Instant now();
}
