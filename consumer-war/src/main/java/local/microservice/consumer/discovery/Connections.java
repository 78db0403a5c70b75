package local.microservice.consumer.discovery;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.io.IOException;
import java.io.Serial;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.HttpResponseInformationCallback;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.util.TimeValue;

/** The kept-alive connections to one instance, and the calls over them. Thread-safe. */
final class Connections implements AutoCloseable {

  private static final int LONGEST_BODY = 1 << 20;
  private static final String ATTEMPT = Attempt.class.getName();

  /** How long a kept connection is believed to be open; looking costs up to a millisecond. */
  private static final TimeValue UNCHECKED = TimeValue.ofMilliseconds(100);

  private final HttpHost target;
  private final PoolingHttpClientConnectionManager pool;
  private final CloseableHttpClient client;
  private final TimeValue idle;

  /**
   * Makes the pool; it opens no connection yet.
   *
   * @param target where the instance is
   * @param settings the limits
   */
  Connections(HttpHost target, DiscoverySettings.Connection settings) {
    this.target = target;
    this.idle = TimeValue.ofMilliseconds(settings.idleMillis());
    pool =
        PoolingHttpClientConnectionManagerBuilder.create()
            // The strict pool has one lock for all callers.
            .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.LAX)
            .setMaxConnPerRoute(settings.max())
            .setDefaultConnectionConfig(
                ConnectionConfig.custom()
                    .setConnectTimeout(settings.connectMillis(), MILLISECONDS)
                    .setSocketTimeout((int) settings.readMillis(), MILLISECONDS)
                    .setTimeToLive(settings.maxAgeMillis(), MILLISECONDS)
                    .setValidateAfterInactivity(UNCHECKED)
                    .build())
            .build();
    client =
        HttpClients.custom()
            .setConnectionManager(pool)
            .setDefaultRequestConfig(
                RequestConfig.custom()
                    .setConnectionRequestTimeout(settings.waitMillis(), MILLISECONDS)
                    .build())
            .setRequestExecutor(new AttemptExecutor())
            .disableAutomaticRetries()
            .disableRedirectHandling()
            .disableCookieManagement()
            .disableContentCompression()
            .disableAuthCaching()
            .disableDefaultUserAgent()
            .build();
  }

  /**
   * Sends a request and reads the whole answer.
   *
   * @throws UnusableAnswerException for an answer that is not HTTP, that stops before its end or
   *     that is longer than 1 MiB
   * @throws SocketTimeoutException for no answer in time
   * @throws IOException for no answer
   */
  Answer send(Attempt attempt) throws IOException {
    HttpClientContext context = HttpClientContext.create();
    context.setAttribute(ATTEMPT, attempt);
    try {
      while (true) {
        try {
          return client.execute(target, attempt.request(), context, Connections::read);
        } catch (StaleConnectionException unused) {
          // Nothing was sent, and that connection is gone from the pool: take the next.
        }
      }
    } catch (IOException | RuntimeException failure) {
      // A cancellation that takes the connection from under the HTTP client ends in either.
      if (attempt.cancelledFor() != null) {
        throw new SocketTimeoutException(attempt.cancelledFor());
      }
      if (failure instanceof ConnectionClosedException
          || failure instanceof MalformedChunkCodingException
          || failure instanceof ClientProtocolException) {
        throw new UnusableAnswerException("an answer that is not complete HTTP", failure);
      }
      throw failure;
    }
  }

  private static Answer read(ClassicHttpResponse response) throws IOException {
    byte[] body = new byte[0];
    HttpEntity entity = response.getEntity();
    if (entity != null) {
      body = entity.getContent().readNBytes(LONGEST_BODY + 1);
      if (body.length > LONGEST_BODY) {
        throw new UnusableAnswerException("an answer longer than " + LONGEST_BODY + " bytes", null);
      }
    }
    return new Answer(response.getCode(), Arrays.asList(response.getHeaders()), body);
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
    client.close(CloseMode.GRACEFUL);
  }

  /** Notes the moment from which on a call may have arrived. */
  private static final class AttemptExecutor extends HttpRequestExecutor {

    @Override
    public ClassicHttpResponse execute(
        ClassicHttpRequest request,
        HttpClientConnection connection,
        HttpResponseInformationCallback informed,
        HttpContext context)
        throws IOException, HttpException {
      Attempt attempt = (Attempt) context.getAttribute(ATTEMPT);
      // What must not be sent twice is not sent at a connection that may be closed already.
      boolean reused = connection.getEndpointDetails().getRequestCount() > 0;
      if (reused && !attempt.call().idempotent() && connection.isStale()) {
        throw new StaleConnectionException();
      }
      attempt.sending();
      return super.execute(request, connection, informed, context);
    }
  }

  private static final class StaleConnectionException extends IOException {
    @Serial private static final long serialVersionUID = 1L;
  }
}
