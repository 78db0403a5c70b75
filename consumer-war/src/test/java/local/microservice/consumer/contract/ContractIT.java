package local.microservice.consumer.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.TrustManagerFactory;
import local.microservice.consumer.ConsumerWar;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A Rest Client does over {@code stork://} what it does over {@code http://}. Each test uses one
 * feature of the same client with both kinds of address of the same provider, in a real Liberty.
 */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
class ContractIT {

  /**
   * These fields differ on purpose: discovery does not name its library, and does not announce that
   * it keeps connections.
   */
  private static final Set<String> OF_THE_LIBRARY =
      Set.of("user-agent", "connection", "accept-encoding");

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final List<String> SEEN = new CopyOnWriteArrayList<>();
  private static final ExecutorService THREADS = Executors.newCachedThreadPool();
  private static final List<AutoCloseable> OPEN = new ArrayList<>();
  private static Map<String, String> addresses;

  @ArquillianResource URI base;

  @Deployment(testable = false)
  static WebArchive war() throws Exception {
    Path keys = makeKeys();
    HttpServer plain = start(HttpServer.create(localhost(), 0));
    HttpServer tls = start(secured(HttpsServer.create(localhost(), 0), keys));
    addresses =
        Map.of(
            "contract", "http://localhost:" + plain.getAddress().getPort(),
            "tls", "https://localhost:" + tls.getAddress().getPort(),
            "tls-other-name", "https://127.0.0.1:" + tls.getAddress().getPort(),
            "full", "http://localhost:" + full());
    StringBuilder settings = new StringBuilder("contract.keys=" + keys.toAbsolutePath() + "\n");
    addresses.forEach(
        (service, address) ->
            settings.append(
                """
                stork.%1$s.service-discovery.type=addresses
                stork.%1$s.service-discovery.addresses=%2$s
                stork.%1$s.load-balancer.type=lock-free-round-robin
                discovery.%1$s.retries=0
                discovery.%1$s.call-timeout=10000
                discovery.%1$s.read-timeout=1000
                """
                    .formatted(service, address)));
    return ConsumerWar.with(settings.toString())
        .addClasses(ContractApi.class, ContractApi.Features.class)
        .addClass(ContractClient.class)
        .addClass(ContractFeature.class);
  }

  private static InetSocketAddress localhost() {
    return new InetSocketAddress("127.0.0.1", 0);
  }

  private static HttpServer start(HttpServer server) {
    server.createContext("/things/", ContractIT::answer);
    server.setExecutor(THREADS);
    server.start();
    OPEN.add(() -> server.stop(0));
    return server;
  }

  /** A port where a connection is neither accepted nor refused. */
  private static int full() throws IOException {
    ServerSocket listener = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
    OPEN.add(listener);
    for (int waiting = 0; waiting < 2; waiting++) {
      OPEN.add(new Socket(listener.getInetAddress(), listener.getLocalPort()));
    }
    return listener.getLocalPort();
  }

  private static Path makeKeys() throws Exception {
    Path keys = Path.of("target", "contract.p12");
    Files.deleteIfExists(keys);
    List<String> keytool =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-alias",
            "key",
            "-keyalg",
            "EC",
            "-dname",
            "CN=localhost",
            "-ext",
            "san=dns:localhost",
            "-keystore",
            keys.toString(),
            "-storetype",
            "PKCS12",
            "-storepass",
            "password");
    assertThat(new ProcessBuilder(keytool).inheritIO().start().waitFor()).isZero();
    // Adds the certificate as an entry of its own, because the certificate of a key entry is not
    // trusted.
    KeyStore store = ContractFeature.keys(keys);
    store.setCertificateEntry("trusted", store.getCertificate("key"));
    try (var out = Files.newOutputStream(keys)) {
      store.store(out, "password".toCharArray());
    }
    return keys;
  }

  private static HttpsServer secured(HttpsServer server, Path file) throws Exception {
    KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(ContractFeature.keys(file), "password".toCharArray());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(ContractFeature.keys(file));
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
    server.setHttpsConfigurator(
        new HttpsConfigurator(context) {
          @Override
          public void configure(HttpsParameters connection) {
            SSLParameters asked = context.getDefaultSSLParameters();
            asked.setWantClientAuth(true);
            connection.setSSLParameters(asked);
          }
        });
    return server;
  }

  private static void answer(HttpExchange call) throws IOException {
    try (call) {
      byte[] body = call.getRequestBody().readAllBytes();
      String path = call.getRequestURI().getPath();
      SEEN.add(seen(call, new String(body, UTF_8)));
      if (path.startsWith("/things/status/")) {
        int status = Integer.parseInt(path.substring("/things/status/".length()));
        boolean without = status == 204 || status == 205 || status == 304;
        write(call, status, "text/plain", without ? null : "status");
        return;
      }
      switch (path) {
        case "/things/echo" ->
            write(
                call,
                200,
                call.getRequestHeaders().getFirst("Content-Type"),
                call.getRequestHeaders().containsKey("Content-Encoding")
                    ? "{\"name\":\"zipped\",\"pieces\":1}"
                    : new String(body, UTF_8));
        case "/things/untyped" -> write(call, 200, null, "text");
        case "/things/empty" -> write(call, 200, "text/plain", "");
        case "/things/events" -> write(call, 200, "text/event-stream", "data: a\n\ndata: b\n\n");
        case "/things/redirect" -> {
          call.getResponseHeaders().set("Location", "/things/text");
          write(call, 302, "text/plain", "elsewhere");
        }
        case "/things/slow" -> {
          Thread.sleep(1500);
          write(call, 200, "text/plain", "late");
        }
        case "/things/tls" -> write(call, 200, "text/plain", peer((HttpsExchange) call));
        default -> write(call, 200, "text/plain", "text");
      }
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    }
  }

  private static String peer(HttpsExchange call) {
    try {
      return call.getSSLSession().getPeerPrincipal().getName();
    } catch (SSLPeerUnverifiedException nobody) {
      return "nobody";
    }
  }

  private static void write(HttpExchange call, int status, String type, String body)
      throws IOException {
    if (type != null) {
      call.getResponseHeaders().set("Content-Type", type);
    }
    byte[] bytes = body == null ? new byte[0] : body.getBytes(UTF_8);
    boolean head = call.getRequestMethod().equals("HEAD");
    call.sendResponseHeaders(status, bytes.length == 0 || head ? -1 : bytes.length);
    if (bytes.length > 0 && !head) {
      call.getResponseBody().write(bytes);
    }
  }

  private static String seen(HttpExchange call, String body) {
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.putAll(call.getRequestHeaders());
    headers.keySet().removeIf(name -> OF_THE_LIBRARY.contains(name.toLowerCase()));
    // The plain client also sends this field with methods that have no body.
    headers.remove("Content-Length", List.of("0"));
    return "%s %s %s %s"
        .formatted(call.getRequestMethod(), call.getRequestURI(), headers, body)
        // Each multipart body has its own boundary.
        .replaceAll("[-0-9a-f]{36,}", "boundary");
  }

  @AfterAll
  static void stopProviders() throws Exception {
    for (AutoCloseable each : OPEN) {
      each.close();
    }
    THREADS.shutdownNow();
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource
  void doesOverStorkWhatItDoesOverHttp(ContractFeature feature) throws Exception {
    String overHttp = use(feature, addresses.get(feature.service()));
    String overStork = use(feature, "stork://" + feature.service());

    if (feature.limit() == null) {
      assertThat(overStork).isEqualTo(overHttp);
    } else {
      assertThat(overHttp).isEqualTo("built\n");
      assertThat(overStork)
          .isEqualTo(
              "java.lang.IllegalStateException stork://%s: not possible over stork://: %s\n"
                  .formatted(feature.service(), feature.limit()));
    }
  }

  /** The result in the client, and the requests that the provider received. */
  private String use(ContractFeature feature, String address) throws Exception {
    SEEN.clear();
    String outcome =
        HTTP.send(
                HttpRequest.newBuilder(
                        base.resolve(
                            "/contract/%s?address=%s"
                                .formatted(feature, URLEncoder.encode(address, UTF_8))))
                    .build(),
                BodyHandlers.ofString())
            .body();
    return outcome + "\n" + String.join("\n", SEEN);
  }
}
