package local.microservice.discovery.http;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/**
 * What one Rest Client was told of its connections; null stands for the service's own setting.
 *
 * @param connectTimeout how long opening a connection may take
 * @param readTimeout how long an instance may be silent during an answer
 * @param tls whom it trusts and who it is
 */
public record ClientOptions(Duration connectTimeout, Duration readTimeout, Tls tls) {

  /** Nothing: all is the service's. */
  public static final ClientOptions NONE = new ClientOptions(null, null, null);

  /**
   * With whom a client makes a TLS connection, which only clients with the same may use again.
   *
   * @param context whom it trusts and who it is
   * @param verifier whether a certificate is for a host; null for the standard's rules
   */
  public record Tls(SSLContext context, HostnameVerifier verifier) {}

  /**
   * Tells whether an attempt failed for these options: its client waits less than the service's
   * settings say, or trusts others.
   *
   * @param failure how it failed
   * @param settings the service's
   * @return false when the same would have happened to every client
   */
  public boolean explain(IOException failure, ConnectionSettings settings) {
    return failure instanceof SSLException && tls != null
        || failure instanceof SocketTimeoutException
            && (isShorter(connectTimeout, settings.connectMillis())
                || isShorter(readTimeout, settings.readMillis()));
  }

  private static boolean isShorter(Duration own, long millis) {
    return own != null && own.toMillis() < millis;
  }
}
