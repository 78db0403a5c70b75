package local.microservice.discovery.http;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.SSLContext;
import org.apache.hc.core5.ssl.SSLContextBuilder;
import org.apache.hc.core5.ssl.SSLContexts;

/** Makes TLS contexts. */
public final class TlsContexts {

  private TlsContexts() {}

  /** {@return a new context that trusts the certificates that the JVM trusts} */
  public static SSLContext standard() {
    return SSLContexts.createDefault();
  }

  /**
   * Makes a context of a client's own stores.
   *
   * @param trusted the trusted certificates; null for those that the JVM trusts
   * @param own the client's own keys and certificates; null for none
   * @param password of the client's own keys; null for none
   * @return a new context
   * @throws IllegalStateException for a store that cannot be used
   */
  public static SSLContext of(KeyStore trusted, KeyStore own, char[] password) {
    try {
      SSLContextBuilder builder = SSLContextBuilder.create();
      if (trusted != null) {
        builder.loadTrustMaterial(trusted, null);
      }
      if (own != null) {
        builder.loadKeyMaterial(own, password);
      }
      return builder.build();
    } catch (GeneralSecurityException unusable) {
      throw new IllegalStateException(unusable);
    }
  }
}
