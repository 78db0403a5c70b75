package local.microservice.discovery.http;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.io.ConnectionEndpoint;
import org.apache.hc.client5.http.io.LeaseRequest;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/** Opens the connections to one instance, keeps them, and lends them. Thread-safe. */
final class ConnectionPool implements AutoCloseable {

  /**
   * How long a kept connection counts as open without a check. A check takes up to a millisecond.
   */
  private static final TimeValue UNCHECKED = TimeValue.ofMilliseconds(100);

  /** The attribute of an exchange that has its {@link ClientOptions.Tls}. */
  private static final String TLS = ClientOptions.Tls.class.getName();

  private final HttpRoute route;
  private final PoolingHttpClientConnectionManager pool;
  private final Timeout wait;
  private final TimeValue idle;

  /** Makes a pool without open connections. */
  ConnectionPool(HttpHost target, ConnectionSettings settings) {
    route = new HttpRoute(target, null, "https".equals(target.getSchemeName()));
    wait = Timeout.ofMilliseconds(settings.waitMillis());
    idle = TimeValue.ofMilliseconds(settings.idleMillis());
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
                        ? strategy(ofClient).upgrade(socket, host, port, options, context)
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

  private static DefaultClientTlsStrategy strategy(ClientOptions.Tls tls) {
    return tls.verifier() == null
        ? new DefaultClientTlsStrategy(tls.context())
        : new DefaultClientTlsStrategy(
            tls.context(), HostnameVerificationPolicy.CLIENT, tls.verifier());
  }

  /** The context of one exchange over these connections. */
  static HttpClientContext context(Exchange exchange) {
    HttpClientContext context = HttpClientContext.create();
    context.setAttribute(TLS, exchange.request().options().tls());
    return context;
  }

  /** With TLS, only clients with equal options share a connection. Without TLS, all clients do. */
  private ClientOptions.Tls tls(Exchange exchange) {
    return route.isSecure() ? exchange.request().options().tls() : null;
  }

  /**
   * Lends a connection, which may not be open yet.
   *
   * @throws NoConnectionException when no connection becomes free in time
   * @throws InterruptedIOException when the thread is interrupted
   */
  ConnectionEndpoint lease(Exchange exchange) throws IOException {
    LeaseRequest lease = pool.lease(null, route, wait, tls(exchange));
    exchange.onCancel(lease::cancel);
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

  /** Opens a lent connection. */
  void connect(ConnectionEndpoint connection, Exchange exchange, HttpClientContext context)
      throws IOException {
    Duration ofClient = exchange.request().options().connectTimeout();
    pool.connect(connection, ofClient == null ? null : Timeout.of(ofClient), context);
  }

  /**
   * Takes a connection back.
   *
   * @param keep how long the connection may be kept; null if it is closed
   */
  void release(ConnectionEndpoint connection, Exchange exchange, TimeValue keep) {
    pool.release(connection, tls(exchange), keep);
  }

  int open() {
    return pool.getTotalStats().getLeased() + pool.getTotalStats().getAvailable();
  }

  void closeIdle() {
    pool.closeExpired();
    pool.closeIdle(idle);
  }

  void closeUnused() {
    pool.closeIdle(TimeValue.ZERO_MILLISECONDS);
  }

  @Override
  public void close() {
    pool.close(CloseMode.GRACEFUL);
  }
}
