package local.microservice.discovery.kubernetes;

import java.util.random.RandomGenerator;

/**
 * How long a watch waits for what. All times are in milliseconds unless they say so.
 *
 * @param connectMillis how long a connection to the API server may take to open
 * @param answerMillis how long the API server may be silent before and during an answer that ends
 * @param listMillis how long a whole list may take
 * @param silenceMillis after how long without an event a watch is silent. The API server sends a
 *     bookmark about once a minute
 * @param livedMillis how long a watch lasts that is no failure by itself
 * @param firstDelayMillis the shortest pause after a failure
 * @param longestDelayMillis the longest pause
 * @param watchSeconds the shortest watch, in seconds; the longest is twice as long
 * @param zoneMillis the pause between two searches for this process's own zone
 * @param turnMillis how often a watch looks whether a pause is over
 */
record Pace(
    long connectMillis,
    long answerMillis,
    long listMillis,
    long silenceMillis,
    long livedMillis,
    long firstDelayMillis,
    long longestDelayMillis,
    int watchSeconds,
    long zoneMillis,
    long turnMillis) {

  /** The pace towards a real cluster; the pauses and the watch's time are those of client-go. */
  static final Pace STANDARD =
      new Pace(2_000, 5_000, 30_000, 90_000, 2_000, 800, 30_000, 300, 60_000, 100);

  /** Draws how long a watch lasts: not all consumers may come back at once. */
  int drawWatchSeconds(RandomGenerator random) {
    return random.nextInt(watchSeconds, 2 * watchSeconds + 1);
  }
}
