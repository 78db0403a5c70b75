package local.microservice.discovery.http;

import java.io.IOException;

/** The connections to one instance. Thread-safe. */
public interface Connections extends AutoCloseable {

  /**
   * Sends a request and reads the whole answer. It fails with nothing but an IOException, so that
   * nobody loses count of the attempt: what went wrong unforeseen is its cause.
   *
   * @param exchange what is sent; it is told how far it has come
   * @return the answer, of whatever status
   * @throws InvalidRequestException for a request that cannot be made of what the caller gave
   * @throws UnusableAnswerException for an answer that is not HTTP, that stops before its end, that
   *     does not end, or that fails to be read
   * @throws ClosedConnectionException for a connection that was closed instead of an answer
   * @throws NoConnectionException when none became free
   * @throws NoMemoryException when other answers have the memory
   * @throws java.net.SocketTimeoutException for no answer in time
   * @throws IOException for no answer
   */
  Answer send(Exchange exchange) throws IOException;

  /**
   * Counts the connections that are open.
   *
   * @return 0 or more
   */
  int open();

  /** Closes the connections that nobody has used for long, or that are too old. */
  void closeIdle();

  /** Closes the connections that nobody uses at the moment. */
  void closeUnused();

  /** Closes all, those in use after their answer. */
  @Override
  void close();
}
