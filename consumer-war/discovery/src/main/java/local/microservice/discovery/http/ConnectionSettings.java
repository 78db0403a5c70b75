package local.microservice.discovery.http;

/**
 * The limits of the connections to one instance. All times are in milliseconds.
 *
 * @param max the most that are open at once
 * @param waitMillis how long a call waits for one when all are in use
 * @param connectMillis how long opening one may take
 * @param readMillis how long an instance may be silent during an answer
 * @param idleMillis how long an unused one is kept
 * @param maxAgeMillis how long any is kept
 * @param answer what an answer may have
 */
public record ConnectionSettings(
    int max,
    long waitMillis,
    long connectMillis,
    long readMillis,
    long idleMillis,
    long maxAgeMillis,
    AnswerLimits answer) {

  /**
   * How much of one answer is kept in memory; one that has more is unusable.
   *
   * @param bodyBytes the longest body
   * @param headerBytes the longest header, with all 1xx answers before it and the trailer after it
   * @param headerFields the most fields in the same
   */
  public record AnswerLimits(int bodyBytes, int headerBytes, int headerFields) {}
}
