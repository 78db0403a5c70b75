package local.microservice.discovery.client;

import java.lang.reflect.Field;
import java.security.KeyStore;
import java.time.Duration;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.SSLContext;
import local.microservice.discovery.http.ClientOptions;
import local.microservice.discovery.http.TlsContexts;
import org.eclipse.microprofile.rest.client.RestClientBuilder;

/** What an application told a builder about its connections. Null is what it did not tell. */
record ToldOptions(
    boolean proxy,
    boolean redirects,
    Duration connectTimeout,
    Duration readTimeout,
    HostnameVerifier verifier,
    SSLContext context,
    KeyStore trusted,
    KeyStore own,
    char[] password) {

  /** The options for a call. */
  ClientOptions forCalls() {
    return new ClientOptions(connectTimeout, readTimeout, tls());
  }

  private ClientOptions.Tls tls() {
    boolean stores = trusted != null || own != null;
    if (context == null && !stores) {
      return verifier == null ? null : new ClientOptions.Tls(TlsContexts.standard(), verifier);
    }
    return new ClientOptions.Tls(
        context == null ? TlsContexts.of(trusted, own, password) : context, verifier);
  }

  /** A builder has setters only, so its options are read from its fields. */
  record Fields(RestClientBuilder builder) {

    <T> T get(String name, Class<T> type) {
      try {
        Field field = builder.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return type.cast(field.get(builder));
      } catch (ReflectiveOperationException | RuntimeException unknown) {
        throw new IllegalStateException(
            builder.getClass() + " does not say what its " + name + " is", unknown);
      }
    }
  }
}
