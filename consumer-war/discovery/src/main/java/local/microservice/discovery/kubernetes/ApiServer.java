package local.microservice.discovery.kubernetes;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import local.microservice.discovery.http.StreamedGet;
import local.microservice.discovery.http.TlsContexts;

/**
 * The API server, as this pod's service account reaches it. Thread-safe.
 *
 * @see <a href="https://kubernetes.io/docs/tasks/run-application/access-api-from-pod/">Accessing
 *     the API from a pod</a>
 */
final class ApiServer {

  private static final int TOO_MANY_REQUESTS = 429;
  private static final int GONE = 410;
  private static final int OK = 200;

  /** Far more than any file of a service account has. */
  private static final int LONGEST_FILE = 1 << 20;

  /** The certificates that were trusted last, and what makes connections of them. */
  private record Trust(byte[] certificates, SSLContext context) {}

  private final ClusterSettings settings;
  private final Pace pace;
  private volatile Trust trust;

  ApiServer(ClusterSettings settings, Pace pace) {
    this.settings = settings;
    this.pace = pace;
  }

  /** Why there is no API server for this process; empty if there is one. */
  Optional<String> absence() {
    if (settings.host().isEmpty()) {
      return Optional.of("no cluster: discovery.kubernetes.host is not set");
    }
    return namespace().isEmpty() || !Files.isReadable(file("token"))
        ? Optional.of("no service account's token in " + settings.account())
        : Optional.empty();
  }

  /** The namespace of this pod; empty when unknown. */
  String namespace() {
    try {
      return text("namespace");
    } catch (IOException none) {
      return "";
    }
  }

  /** A request that is not sent yet. */
  StreamedGet request() throws IOException {
    return new StreamedGet(settings.host(), settings.port(), tls());
  }

  /**
   * Sends a request. Its answer has the status 200.
   *
   * @throws ApiFailure for another status
   * @throws IOException for no answer
   */
  void send(StreamedGet request, String path) throws IOException {
    // The kubelet renews the token long before its end, so each request reads it again.
    int status =
        request.send(
            path,
            Map.of("Authorization", "Bearer " + text("token"), "Accept", "application/json"),
            pace.connectMillis(),
            pace.answerMillis());
    if (status == OK) {
      return;
    }
    ApiFailure.Kind kind =
        status == GONE
            ? ApiFailure.Kind.GONE
            : status == TOO_MANY_REQUESTS ? ApiFailure.Kind.BUSY : ApiFailure.Kind.REFUSED;
    long retryAfter = request.field("Retry-After").map(ApiServer::millis).orElse(0L);
    throw new ApiFailure(kind, "the API server answers " + status, retryAfter, null);
  }

  /** The API server sends seconds, and never a date. */
  private static long millis(String seconds) {
    return seconds.matches("\\d{1,6}") ? 1000 * Long.parseLong(seconds) : 0;
  }

  private Path file(String name) {
    return settings.account().resolve(name);
  }

  private byte[] bytes(String name) throws IOException {
    try (var file = Files.newInputStream(file(name))) {
      return file.readNBytes(LONGEST_FILE);
    }
  }

  private String text(String name) throws IOException {
    return new String(bytes(name), StandardCharsets.US_ASCII).strip();
  }

  /** Trusts the cluster's own authorities, and no other. They change with their file. */
  private SSLContext tls() throws IOException {
    byte[] certificates = bytes("ca.crt");
    Trust now = trust;
    if (now == null || !Arrays.equals(now.certificates, certificates)) {
      now = new Trust(certificates, context(certificates));
      trust = now;
    }
    return now.context;
  }

  private SSLContext context(byte[] certificates) throws IOException {
    try {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      for (Certificate each :
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(certificates))) {
        trusted.setCertificateEntry("authority-" + trusted.size(), each);
      }
      return TlsContexts.of(trusted, null, null);
    } catch (GeneralSecurityException unusable) {
      throw new IOException(file("ca.crt") + " cannot be used: " + unusable.getMessage(), unusable);
    }
  }
}
