package local.microservice.consumer.discovery;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.Serial;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.DefaultConnectionKeepAliveStrategy;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.io.ConnectionEndpoint;
import org.apache.hc.client5.http.io.LeaseRequest;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.apache.hc.core5.http.impl.DefaultConnectionReuseStrategy;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.protocol.DefaultHttpProcessor;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.http.protocol.HttpProcessor;
import org.apache.hc.core5.http.protocol.RequestContent;
import org.apache.hc.core5.http.protocol.RequestTargetHost;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * The kept-alive connections to one instance, and the calls over them. Thread-safe.
 *
 * <p>They use the HTTP client's connection manager and protocol, and not its chain of handlers: a
 * call between services has no redirect, cookie, login or proxy, and the chain costs a twentieth of
 * the processor time of a whole request.
 */
final class Connections implements AutoCloseable {

  /** How long a kept connection is believed to be open; looking costs up to a millisecond. */
  private static final TimeValue UNCHECKED = TimeValue.ofMilliseconds(100);

  private static final HttpProcessor HEADERS =
      new DefaultHttpProcessor(new RequestContent(), new RequestTargetHost());
  private static final HttpRequestExecutor EXECUTOR = new HttpRequestExecutor();

  /** Under which attribute of an exchange its {@link ClientOptions.Tls} are. */
  private static final String TLS = ClientOptions.Tls.class.getName();

  private final HttpRoute route;
  private final PoolingHttpClientConnectionManager pool;
  private final Timeout wait;
  private final Timeout read;
  private final TimeValue idle;
  private final int longestBody;

  /**
   * Makes the pool; it opens no connection yet.
   *
   * @param target where the instance is
   * @param settings the limits
   */
  Connections(HttpHost target, DiscoverySettings.Connection settings) {
    route = new HttpRoute(target, null, "https".equals(target.getSchemeName()));
    wait = Timeout.ofMilliseconds(settings.waitMillis());
    read = Timeout.ofMilliseconds(settings.readMillis());
    idle = TimeValue.ofMilliseconds(settings.idleMillis());
    longestBody = settings.answer().bodyBytes();
    DefaultClientTlsStrategy standard = DefaultClientTlsStrategy.createDefault();
    pool =
        PoolingHttpClientConnectionManagerBuilder.create()
            .setConnectionFactory(socket -> new KeptConnection(settings.answer()))
            // The strict pool has one lock for all callers.
            .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.LAX)
            .setMaxConnPerRoute(settings.max())
            .setTlsSocketStrategy(
                (socket, host, port, options, context) ->
                    context.getAttribute(TLS) instanceof ClientOptions.Tls ofClient
                        ? ofClient.upgrade(socket, host, port, options, context)
                        : standard.upgrade(socket, host, port, options, context))
            .setDefaultConnectionConfig(
                ConnectionConfig.custom()
                    .setConnectTimeout(settings.connectMillis(), MILLISECONDS)
                    .setSocketTimeout((int) settings.readMillis(), MILLISECONDS)
                    .setTimeToLive(settings.maxAgeMillis(), MILLISECONDS)
                    .setValidateAfterInactivity(UNCHECKED)
                    .build())
            .build();
  }

  /**
   * Sends a request and reads the whole answer. It fails with nothing but an IOException, so that
   * nobody loses count of the attempt: what went wrong unforeseen is its cause.
   *
   * @throws InvalidRequestException for a request that cannot be made of what the caller gave
   * @throws UnusableAnswerException for an answer that is not HTTP, that stops before its end, that
   *     does not end, or that fails to be read
   * @throws NoConnectionException when none became free
   * @throws NoMemoryException when other answers have the memory
   * @throws SocketTimeoutException for no answer in time
   * @throws IOException for no answer
   */
  Answer send(Attempt attempt) throws IOException {
    try {
      return exchange(attempt);
    } catch (IOException | HttpException | RuntimeException | Error failure) {
      // A cancellation that takes the connection from under the exchange ends in any of them.
      if (attempt.cancelledFor() != null) {
        throw new SocketTimeoutException(attempt.cancelledFor());
      }
      throw ioException(attempt.stage(), failure);
    }
  }

  private static IOException ioException(Attempt.Stage stage, Throwable failure) {
    if (stage == Attempt.Stage.PREPARING) {
      return new InvalidRequestException(failure);
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

  private Answer exchange(Attempt attempt) throws IOException, HttpException {
    HttpClientContext context = HttpClientContext.create();
    context.setAttribute(TLS, attempt.call().options().tls());
    // Once for all connections that are tried: it refuses what it has added itself.
    HEADERS.process(attempt.request(), attempt.request().getEntity(), context);
    while (true) {
      attempt.reach(Attempt.Stage.LEASING);
      ConnectionEndpoint connection = lease(attempt);
      attempt.reach(Attempt.Stage.CONNECTING);
      try {
        return exchange(attempt, connection, context);
      } catch (StaleConnectionException unused) {
        // The instance has seen nothing, and that connection is gone from the pool: take the next.
      }
    }
  }

  /** A connection is for clients with the same alone; without TLS it is for all. */
  private ClientOptions.Tls tls(Attempt attempt) {
    return route.isSecure() ? attempt.call().options().tls() : null;
  }

  private ConnectionEndpoint lease(Attempt attempt) throws IOException {
    LeaseRequest lease = pool.lease(null, route, wait, tls(attempt));
    attempt.onCancel(lease);
    try {
      return lease.get(wait);
    } catch (TimeoutException none) {
      throw new NoConnectionException(
          "no connection became free within " + wait.toMilliseconds() + " ms", none);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    } catch (ExecutionException failed) {
      throw new NoConnectionException("no connection: " + failed.getCause(), failed.getCause());
    }
  }

  private Answer exchange(Attempt attempt, ConnectionEndpoint connection, HttpClientContext context)
      throws IOException, HttpException {
    TimeValue keep = null;
    try {
      attempt.onCancel(
          () -> {
            connection.close(CloseMode.IMMEDIATE);
            return true;
          });
      if (!connection.isConnected()) {
        pool.connect(connection, attempt.call().options().connectTimeout(), context);
      }
      Timeout ofClient = attempt.call().options().readTimeout();
      connection.setSocketTimeout(ofClient == null ? read : ofClient);
      if (attempt.cancelledFor() != null) {
        // There may have been no connection yet that the cancellation could close.
        throw new SocketTimeoutException(attempt.cancelledFor());
      }
      ClassicHttpResponse response =
          connection.execute(
              null,
              attempt.request(),
              (request, over, within) -> send(attempt, (KeptConnection) over, within),
              context);
      TimeValue afterwards =
          DefaultConnectionReuseStrategy.INSTANCE.keepAlive(attempt.request(), response, context)
              ? DefaultConnectionKeepAliveStrategy.INSTANCE.getKeepAliveDuration(response, context)
              : null;
      Answer answer = read(response);
      keep = afterwards;
      return answer;
    } finally {
      if (keep == null) {
        connection.close(CloseMode.IMMEDIATE);
      }
      pool.release(connection, tls(attempt), keep);
    }
  }

  private static ClassicHttpResponse send(Attempt attempt, KeptConnection over, HttpContext within)
      throws IOException, HttpException {
    boolean reused = over.getEndpointDetails().getRequestCount() > 0;
    if (reused && !isUsable(over, attempt.call())) {
      throw new StaleConnectionException();
    }
    attempt.reach(Attempt.Stage.SENT);
    ClassicHttpResponse response = EXECUTOR.execute(attempt.request(), over, within);
    if (reused && response.getCode() == HttpStatus.SC_REQUEST_TIMEOUT) {
      // RFC 9110, section 15.5.9: the instance gave the connection up and has read no request; the
      // call may be repeated over another one, which is new once the kept ones are used up.
      throw new StaleConnectionException();
    }
    return response;
  }

  private static boolean isUsable(KeptConnection reused, Call call) throws IOException {
    return reused.isOpen()
        && !reused.hasUnaskedBytes()
        // What must not be sent twice is not sent at a connection that may be closed already.
        && (call.idempotent() || !reused.isStale() && !reused.hasUnaskedBytes());
  }

  private Answer read(ClassicHttpResponse response) throws IOException {
    AnswerMemory.Part memory = AnswerMemory.OF_PROCESS.part();
    HttpEntity entity = response.getEntity();
    byte[] body = new byte[0];
    if (entity != null) {
      try {
        body = read(entity, memory);
      } catch (IOException | RuntimeException | Error failure) {
        memory.close();
        throw failure;
      }
    }
    return new Answer(response.getCode(), Arrays.asList(response.getHeaders()), body, memory);
  }

  private byte[] read(HttpEntity entity, AnswerMemory.Part memory) throws IOException {
    long length = entity.getContentLength();
    if (length > longestBody) {
      throw tooLong();
    }
    InputStream content = entity.getContent();
    if (length >= 0) {
      if (length > AnswerMemory.UNCOUNTED_BYTES) {
        memory.grow(length);
      }
      byte[] body = new byte[(int) length];
      content.readNBytes(body, 0, body.length);
      return body;
    }
    int asked = Math.min(AnswerMemory.UNCOUNTED_BYTES, longestBody + 1);
    byte[] body = content.readNBytes(asked);
    while (body.length == asked && asked <= longestBody) {
      int more = Math.min(asked, longestBody + 1 - asked);
      memory.grow(more);
      byte[] next = content.readNBytes(more);
      body = Arrays.copyOf(body, body.length + next.length);
      System.arraycopy(next, 0, body, asked, next.length);
      asked += more;
    }
    if (body.length > longestBody) {
      throw tooLong();
    }
    return body;
  }

  private UnusableAnswerException tooLong() {
    return new UnusableAnswerException("an answer longer than " + longestBody + " bytes", null);
  }

  /** How many connections are open. */
  int open() {
    return pool.getTotalStats().getLeased() + pool.getTotalStats().getAvailable();
  }

  /** Closes the connections that nobody has used for long, or that are too old. */
  void closeIdle() {
    pool.closeExpired();
    pool.closeIdle(idle);
  }

  /** Closes the connections that nobody uses at the moment. */
  void closeUnused() {
    pool.closeIdle(TimeValue.ZERO_MILLISECONDS);
  }

  @Override
  public void close() {
    pool.close(CloseMode.GRACEFUL);
  }

  private static final class StaleConnectionException extends IOException {
    @Serial private static final long serialVersionUID = 1L;
  }
}
