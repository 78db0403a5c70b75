package local.microservice.consumer.discovery;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.eclipse.microprofile.config.Config;

/** The kept-alive connections to a service's instances, and the calls over them. Thread-safe. */
final class Transport implements AutoCloseable {

  private static final int LONGEST_BODY = 1 << 20;

  /** How long a kept connection is believed to be open; looking costs up to a millisecond. */
  private static final TimeValue UNCHECKED = TimeValue.ofMilliseconds(100);

  private final CloseableHttpClient client;
  private final long callTimeoutMillis;
  private final ScheduledThreadPoolExecutor clock;

  /**
   * Makes the connections' pool.
   *
   * @param service the name of the service, under which its settings stand: milliseconds in {@code
   *     SERVICE/mp-rest/connectTimeout}, {@code SERVICE/mp-rest/readTimeout} and {@code
   *     discovery.SERVICE.call-timeout}, and the most connections in {@code
   *     discovery.SERVICE.connections}
   * @param config where the settings come from
   */
  Transport(String service, Config config) {
    int connections = config.getValue("discovery." + service + ".connections", int.class);
    callTimeoutMillis = config.getValue("discovery." + service + ".call-timeout", long.class);
    clock =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "discovery-call-timeout");
              thread.setDaemon(true);
              return thread;
            });
    // Else the clock would hold each call until its time is over.
    clock.setRemoveOnCancelPolicy(true);
    client =
        HttpClients.custom()
            .setConnectionManager(
                PoolingHttpClientConnectionManagerBuilder.create()
                    .setMaxConnTotal(connections)
                    .setMaxConnPerRoute(connections)
                    .setDefaultConnectionConfig(
                        ConnectionConfig.custom()
                            .setConnectTimeout(millis(config, service + "/mp-rest/connectTimeout"))
                            .setSocketTimeout(millis(config, service + "/mp-rest/readTimeout"))
                            .setValidateAfterInactivity(UNCHECKED)
                            .build())
                    .build())
            .disableAutomaticRetries()
            .disableRedirectHandling()
            .disableCookieManagement()
            .disableContentCompression()
            .disableAuthCaching()
            .disableDefaultUserAgent()
            .build();
  }

  private static Timeout millis(Config config, String name) {
    return Timeout.ofMilliseconds(config.getValue(name, long.class));
  }

  /**
   * Sends a request and reads the whole answer.
   *
   * @throws UnusableAnswerException for an answer that is not HTTP, that stops before its end or
   *     that is longer than 1 MiB
   * @throws InterruptedIOException for no answer in time
   * @throws IOException for no answer
   */
  Answer send(HttpHost target, HttpUriRequestBase request) throws IOException {
    ScheduledFuture<?> end =
        clock.schedule(request::cancel, callTimeoutMillis, TimeUnit.MILLISECONDS);
    try {
      return client.execute(target, request, Transport::read);
    } catch (IOException failure) {
      if (request.isCancelled()) {
        throw new SocketTimeoutException("no complete answer in " + callTimeoutMillis + " ms");
      }
      if (failure instanceof ConnectionClosedException
          || failure instanceof MalformedChunkCodingException
          || failure instanceof ClientProtocolException) {
        throw new UnusableAnswerException("an answer that is not complete HTTP", failure);
      }
      throw failure;
    } finally {
      end.cancel(false);
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

  @Override
  public void close() {
    client.close(CloseMode.GRACEFUL);
    clock.shutdownNow();
  }
}
