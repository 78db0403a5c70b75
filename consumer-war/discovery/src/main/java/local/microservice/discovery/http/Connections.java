package local.microservice.discovery.http;

import java.io.IOException;

/** The connections to one instance. Thread-safe. */
public interface Connections extends AutoCloseable {

  /**
   * Sends a request and reads the complete answer. Every failure is an IOException, so that every
   * attempt is counted. An unforeseen exception or error is its cause.
   *
   * @param exchange the request and its progress
   * @return the answer, of any status
   * @throws InvalidRequestException if the caller's input makes no valid request
   * @throws UnusableAnswerException for an answer that is not HTTP, stops before its end, does not
   *     end, or cannot be read
   * @throws ClosedConnectionException if the instance closed the connection instead of answering
   * @throws NoConnectionException when no connection became free
   * @throws NoMemoryException when other answers use the memory
   * @throws java.net.SocketTimeoutException for no answer in time
   * @throws IOException for no answer
   */
  Answer send(Exchange exchange) throws IOException;

  /** {@return the number of open connections} */
  int open();

  /** Closes the connections that have been unused for too long, or are too old. */
  void closeIdle();

  /** Closes the connections that are unused at the moment. */
  void closeUnused();

  /** Closes all connections. Those in use close after their answer. */
  @Override
  void close();
}
