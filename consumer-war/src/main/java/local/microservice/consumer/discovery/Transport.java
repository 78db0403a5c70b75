package local.microservice.consumer.discovery;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
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
import org.apache.hc.core5.util.Timeout;

/** The kept-alive connections, and the calls over them. Thread-safe. */
final class Transport implements Closeable {

  private static final int LONGEST_BODY = 1 << 20;

  private final CloseableHttpClient client;
  private final ScheduledExecutorService clock;

  Transport(Timeout connect, Timeout read, ScheduledExecutorService clock) {
    this.clock = clock;
    client =
        HttpClients.custom()
            .setConnectionManager(
                PoolingHttpClientConnectionManagerBuilder.create()
                    .setMaxConnTotal(256)
                    .setMaxConnPerRoute(256)
                    .setDefaultConnectionConfig(
                        ConnectionConfig.custom()
                            .setConnectTimeout(connect)
                            .setSocketTimeout(read)
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

  /**
   * Sends a request and reads the whole answer.
   *
   * @throws UnusableAnswerException for an answer that is not HTTP, that stops before its end or
   *     that is longer than 1 MiB
   * @throws InterruptedIOException for no answer in time
   * @throws IOException for no answer
   */
  Answer send(HttpHost target, HttpUriRequestBase request, long budgetMillis) throws IOException {
    ScheduledFuture<?> end = clock.schedule(request::cancel, budgetMillis, TimeUnit.MILLISECONDS);
    try {
      return client.execute(target, request, Transport::read);
    } catch (ConnectionClosedException
        | MalformedChunkCodingException
        | ClientProtocolException bad) {
      throw new UnusableAnswerException("an answer that is not complete HTTP", bad);
    } catch (IOException failure) {
      if (request.isCancelled()) {
        throw new SocketTimeoutException("no complete answer in " + budgetMillis + " ms");
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
  public void close() throws IOException {
    client.close();
  }
}
