package local.microservice.discovery.http;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.SSLContext;
import org.apache.hc.core5.ssl.SSLContextBuilder;
import org.apache.hc.core5.ssl.SSLContexts;

/** Makes what TLS connections are opened with. */
public final class TlsContexts {

  private TlsContexts() {}

  /**
   * Makes one that trusts whom the JVM trusts.
   *
   * @return a new one
   */
  public static SSLContext standard() {
    return SSLContexts.createDefault();
  }

  /**
   * Makes one of a client's own stores.
   *
   * @param trusted whom it trusts; null for whom the JVM trusts
   * @param own who it is; null for nobody
   * @param password of the keys in the latter; null for none
   * @return a new one
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
