package local.microservice.discovery.http;

/**
 * The limits of the connections to one instance. All times are in milliseconds.
 *
 * @param max the most open connections
 * @param waitMillis how long a call waits for a connection when all are in use
 * @param connectMillis how long opening a connection may take
 * @param readMillis how long an instance may be silent during an answer
 * @param idleMillis how long an unused connection is kept
 * @param maxAgeMillis how long any connection is kept
 * @param answer the limits of an answer
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
   * The limits of one answer in memory. An answer over a limit is unusable.
   *
   * @param bodyBytes the longest body
   * @param headerBytes the longest header, including all 1xx answers before it and the trailer
   * @param headerFields the most fields in that header
   */
  public record AnswerLimits(int bodyBytes, int headerBytes, int headerFields) {}
}
