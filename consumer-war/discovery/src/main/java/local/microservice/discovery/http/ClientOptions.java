package local.microservice.discovery.http;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/**
 * The connection options of one Rest Client. Null means the service's own setting.
 *
 * @param connectTimeout how long opening a connection may take
 * @param readTimeout how long an instance may be silent during an answer
 * @param tls the TLS identity and trust of the client
 */
public record ClientOptions(Duration connectTimeout, Duration readTimeout, Tls tls) {

  /** No options: the service's settings apply. */
  public static final ClientOptions NONE = new ClientOptions(null, null, null);

  /**
   * The TLS identity and trust of a client. Only clients with equal values may share a connection.
   *
   * @param context the certificates that the client trusts, and its own
   * @param verifier checks whether a certificate is for a host; null for the standard's rules
   */
  public record Tls(SSLContext context, HostnameVerifier verifier) {}

  /**
   * Tells whether these options caused a failure: the client waits less than the service's settings
   * say, or trusts other certificates.
   *
   * @param failure how the attempt failed
   * @param settings the service's settings
   * @return false when the attempt would have failed for every client
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
