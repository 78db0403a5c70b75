package local.microservice.discovery.kubernetes;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import local.microservice.discovery.http.StreamedGet;
import local.microservice.discovery.time.Clock;

/** The requests of one thread to the API server. Any thread may end them. */
final class Requests implements AutoCloseable {

  private final ApiServer api;
  private final Pace pace;
  private final Clock clock;
  private StreamedGet current;
  private long beginNanos;
  private boolean mayLast;
  private boolean late;
  private boolean closed;

  Requests(ApiServer api, Pace pace, Clock clock) {
    this.api = api;
    this.pace = pace;
    this.clock = clock;
  }

  /**
   * Reads a page of a list.
   *
   * @param query what is listed
   * @throws IOException if that fails
   */
  SliceList list(String query, SliceList.Taker taker) throws IOException {
    try (StreamedGet request = begin()) {
      api.send(request, path(query));
      return SliceList.read(new LimitedInput(request.body()), taker);
    } catch (IOException failure) {
      throw explained(failure);
    }
  }

  /**
   * Begins a watch.
   *
   * @param query what is watched
   * @return the watch, whose answer has begun and may last
   * @throws IOException if that fails
   */
  StreamedGet watch(String query) throws IOException {
    StreamedGet request = begin();
    try {
      api.send(request, path(query));
      mayLast();
      return request;
    } catch (IOException failure) {
      request.close();
      throw explained(failure);
    } catch (RuntimeException | Error failure) {
      request.close();
      throw failure;
    }
  }

  private String path(String query) {
    return "/apis/discovery.k8s.io/v1/namespaces/%s/endpointslices?%s"
        .formatted(encoded(api.namespace()), query);
  }

  /** The value of a query's parameter. */
  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private StreamedGet begin() throws IOException {
    StreamedGet request = api.request();
    synchronized (this) {
      current = request;
      beginNanos = clock.nanos();
      mayLast = false;
      late = false;
      if (closed) {
        request.close();
      }
    }
    return request;
  }

  private synchronized void mayLast() {
    mayLast = true;
  }

  private synchronized IOException explained(IOException failure) {
    return late ? new SocketTimeoutException("its answer does not end") : failure;
  }

  /** Ends a request that is over its time: an answer may come byte by byte. Does not block. */
  synchronized void endWhenLate() {
    if (current != null
        && !mayLast
        && clock.nanos() - beginNanos > MILLISECONDS.toNanos(pace.listMillis())) {
      late = true;
      current.close();
    }
  }

  /** Ends the request under way, and lets no other succeed. */
  @Override
  public synchronized void close() {
    closed = true;
    if (current != null) {
      current.close();
    }
  }
}
