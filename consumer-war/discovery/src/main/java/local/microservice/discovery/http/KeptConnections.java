package local.microservice.discovery.http;

import java.io.IOException;
import java.io.Serial;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.apache.hc.client5.http.impl.DefaultConnectionKeepAliveStrategy;
import org.apache.hc.client5.http.io.ConnectionEndpoint;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.impl.DefaultConnectionReuseStrategy;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.http.protocol.DefaultHttpProcessor;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.http.protocol.HttpProcessor;
import org.apache.hc.core5.http.protocol.RequestContent;
import org.apache.hc.core5.http.protocol.RequestTargetHost;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * The kept-alive connections to one instance, and the calls over them. Thread-safe.
 *
 * <p>This class uses the HTTP client's connection manager and protocol, but not its chain of
 * handlers: a call between services has no redirect, cookie, login or proxy. The chain takes a
 * twentieth of the processor time of a whole request.
 */
public final class KeptConnections implements Connections {

  private static final HttpProcessor HEADERS =
      new DefaultHttpProcessor(new RequestContent(), new RequestTargetHost());
  private static final HttpRequestExecutor EXECUTOR = new HttpRequestExecutor();

  private final HttpHost target;
  private final ConnectionPool pool;
  private final Timeout read;
  private final AnswerReader reader;

  /**
   * Makes the pool without open connections.
   *
   * @param endpoint the address of the instance
   * @param settings the limits
   */
  public KeptConnections(Endpoint endpoint, ConnectionSettings settings) {
    target = target(endpoint);
    read = Timeout.ofMilliseconds(settings.readMillis());
    reader = new AnswerReader(settings.answer().bodyBytes());
    pool = new ConnectionPool(target, settings);
  }

  /** Connects to the IP address, but keeps the name for Host and for the certificate. */
  private static HttpHost target(Endpoint endpoint) {
    return endpoint.ip() == null
        ? new HttpHost(endpoint.scheme(), endpoint.name(), endpoint.port())
        : new HttpHost(endpoint.scheme(), endpoint.ip(), endpoint.name(), endpoint.port());
  }

  @Override
  public Answer send(Exchange exchange) throws IOException {
    try {
      return exchange(exchange);
    } catch (IOException | HttpException | RuntimeException | Error failure) {
      // A cancellation closes the connection during the exchange, which then fails with any of
      // these.
      if (exchange.cancellation() != null) {
        throw new SocketTimeoutException(exchange.cancellation().reason());
      }
      throw ioException(exchange.stage(), failure);
    }
  }

  private ClassicHttpRequest request(Exchange exchange) {
    Request request = exchange.request();
    ClassicHttpRequest sent = new BasicClassicHttpRequest(request.method(), target, request.path());
    request
        .headers()
        .forEach((name, values) -> values.forEach(value -> sent.addHeader(name, value)));
    exchange.fields().forEach(sent::setHeader);
    if (request.body().length > 0) {
      // The content type is among the headers.
      sent.setEntity(new ByteArrayEntity(request.body(), (ContentType) null));
    }
    return sent;
  }

  private static IOException ioException(Exchange.Stage stage, Throwable failure) {
    if (stage == Exchange.Stage.PREPARING) {
      return new InvalidRequestException(failure);
    }
    if (failure instanceof NoHttpResponseException) {
      return new ClosedConnectionException(failure.getMessage(), failure);
    }
    if (failure instanceof HttpException
        || failure instanceof ConnectionClosedException
        || failure instanceof MalformedChunkCodingException) {
      return new UnusableAnswerException("an answer that is not complete HTTP", failure);
    }
    if (failure instanceof IOException known) {
      return known;
    }
    return switch (stage) {
      case SENT ->
          new UnusableAnswerException("an answer that cannot be read: " + failure, failure);
      case LEASING -> new NoConnectionException("no connection: " + failure, failure);
      default -> new IOException("no connection: " + failure, failure);
    };
  }

  private Answer exchange(Exchange exchange) throws IOException, HttpException {
    HttpClientContext context = ConnectionPool.context(exchange);
    ClassicHttpRequest request = request(exchange);
    // Once for all connections tried: the processor refuses header fields that it has added before.
    HEADERS.process(request, request.getEntity(), context);
    while (true) {
      exchange.reach(Exchange.Stage.LEASING);
      ConnectionEndpoint connection = pool.lease(exchange);
      exchange.reach(Exchange.Stage.CONNECTING);
      try {
        return exchange(exchange, request, connection, context);
      } catch (StaleConnectionException unused) {
        // The instance has seen nothing, and the pool has dropped this connection. Take the next
        // one.
      }
    }
  }

  private Answer exchange(
      Exchange exchange,
      ClassicHttpRequest request,
      ConnectionEndpoint connection,
      HttpClientContext context)
      throws IOException, HttpException {
    TimeValue keep = null;
    try {
      exchange.onCancel(() -> connection.close(CloseMode.IMMEDIATE));
      if (!connection.isConnected()) {
        pool.connect(connection, exchange, context);
      }
      Duration ofClient = exchange.request().options().readTimeout();
      connection.setSocketTimeout(ofClient == null ? read : Timeout.of(ofClient));
      if (exchange.cancellation() != null) {
        // The cancellation may have come before there was a connection to close.
        throw new SocketTimeoutException(exchange.cancellation().reason());
      }
      ClassicHttpResponse response =
          connection.execute(
              null,
              request,
              (sent, over, within) -> send(exchange, sent, (KeptConnection) over, within),
              context);
      TimeValue afterwards =
          DefaultConnectionReuseStrategy.INSTANCE.keepAlive(request, response, context)
              ? DefaultConnectionKeepAliveStrategy.INSTANCE.getKeepAliveDuration(response, context)
              : null;
      Answer answer = reader.read(response);
      keep = afterwards;
      return answer;
    } finally {
      if (keep == null) {
        connection.close(CloseMode.IMMEDIATE);
      }
      pool.release(connection, exchange, keep);
    }
  }

  private static ClassicHttpResponse send(
      Exchange exchange, ClassicHttpRequest request, KeptConnection over, HttpContext within)
      throws IOException, HttpException {
    boolean reused = over.getEndpointDetails().getRequestCount() > 0;
    if (reused && !isUsable(over, exchange.request())) {
      throw new StaleConnectionException();
    }
    exchange.reach(Exchange.Stage.SENT);
    ClassicHttpResponse response = EXECUTOR.execute(request, over, within);
    if (reused && response.getCode() == HttpStatus.SC_REQUEST_TIMEOUT) {
      // RFC 9110, section 15.5.9: the instance closes the connection and has read no request. The
      // call may be repeated over another connection: a new one, once the kept ones are used up.
      throw new StaleConnectionException();
    }
    return response;
  }

  private static boolean isUsable(KeptConnection reused, Request request) throws IOException {
    return reused.isOpen()
        && !reused.hasUnaskedBytes()
        // A request that must not be sent twice needs a connection that is not closed already.
        && (request.idempotent() || !reused.isStale() && !reused.hasUnaskedBytes());
  }

  @Override
  public int open() {
    return pool.open();
  }

  @Override
  public void closeIdle() {
    pool.closeIdle();
  }

  @Override
  public void closeUnused() {
    pool.closeUnused();
  }

  @Override
  public void close() {
    pool.close();
  }

  private static final class StaleConnectionException extends IOException {
    @Serial private static final long serialVersionUID = 1L;
  }
}
