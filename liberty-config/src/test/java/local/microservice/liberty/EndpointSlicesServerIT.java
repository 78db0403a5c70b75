package local.microservice.liberty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static local.microservice.liberty.LibertyServer.freePort;
import static local.microservice.liberty.LibertyServer.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real server takes the provider's addresses from an API server: no name leads to them. */
class EndpointSlicesServerIT {

  private static final String SLICE =
      """
      {"kind":"EndpointSlice","metadata":{"name":"provider-1","resourceVersion":"%d"},\
      "addressType":"IPv4","endpoints":[{"addresses":["%s"],"zone":"eu-1a","nodeName":"n1",\
      "targetRef":{"kind":"Pod","name":"consumer-1"}}]}""";

  private final LinkedBlockingQueue<String> events = new LinkedBlockingQueue<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpsServer api;

  @AfterEach
  void stop() {
    threads.shutdownNow();
    if (api != null) {
      api.stop(0);
    }
  }

  /** Starts an API server, and makes the service account of a pod. */
  private void startApi(Path account) throws Exception {
    Path keys = account.resolve("keys.p12");
    List<String> keytool =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-keyalg",
            "EC",
            "-dname",
            "CN=cluster",
            "-ext",
            "san=ip:127.0.0.1",
            "-keystore",
            keys.toString(),
            "-storepass",
            "secret");
    assertThat(new ProcessBuilder(keytool).inheritIO().start().waitFor()).isZero();
    KeyStore store = KeyStore.getInstance(keys.toFile(), "secret".toCharArray());
    KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(store, "secret".toCharArray());
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(own.getKeyManagers(), null, null);
    Files.writeString(
        account.resolve("ca.crt"),
        "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
            .formatted(
                Base64.getMimeEncoder()
                    .encodeToString(store.getCertificate("mykey").getEncoded())));
    Files.writeString(account.resolve("token"), "token-of-the-pod\n");
    Files.writeString(account.resolve("namespace"), "shop");
    api = HttpsServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    api.setHttpsConfigurator(new HttpsConfigurator(tls));
    api.setExecutor(threads);
    api.createContext("/apis/discovery.k8s.io/v1/namespaces/shop/endpointslices", this::answer);
    api.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!"Bearer token-of-the-pod"
          .equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
        exchange.sendResponseHeaders(401, -1);
        return;
      }
      exchange.sendResponseHeaders(200, 0);
      OutputStream out = exchange.getResponseBody();
      if (!exchange.getRequestURI().getQuery().contains("watch=1")) {
        String list =
            "{\"kind\":\"EndpointSliceList\",\"metadata\":{\"resourceVersion\":\"1\"},\"items\":[%s]}";
        out.write(list.formatted(SLICE.formatted(1, "127.0.0.2")).getBytes(UTF_8));
        return;
      }
      out.flush();
      while (true) {
        out.write(events.take().getBytes(UTF_8));
        out.flush();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void callsTheInstancesThatTheSlicesHaveAndFollowsThem(@TempDir Path account) throws Exception {
    startApi(account);
    int providerPort = freePort();
    int port = freePort();
    Map<String, String> environment =
        Map.of(
            "DISCOVERY_PROVIDER_SOURCE",
            "endpoint-slices",
            "DISCOVERY_KUBERNETES_ACCOUNT",
            account.toString(),
            "KUBERNETES_SERVICE_HOST",
            "127.0.0.1",
            "KUBERNETES_SERVICE_PORT",
            Integer.toString(api.getAddress().getPort()),
            "HOSTNAME",
            "consumer-1");
    try (RecordingProvider before = new RecordingProvider("127.0.0.2", providerPort);
        RecordingProvider after = new RecordingProvider("127.0.0.3", providerPort);
        LibertyServer server =
            LibertyServer.consumer(
                port, "http://provider-of-no-name:" + providerPort, environment)) {
      String fetch = "http://localhost:" + port + "/fetch";
      server.awaitAnswer(fetch);
      assertThat(get(fetch).body()).contains("127.0.0.2");
      assertThat(get("http://localhost:" + port + "/discovery").body())
          .contains("\"source\":{\"name\":\"endpoint-slices\",\"since\":\"")
          .contains(
              "\"endpoint\":{\"ready\":true,\"serving\":true,\"terminating\":false,"
                  + "\"zone\":\"eu-1a\",\"node\":\"n1\"}");

      events.add(
          "{\"type\":\"MODIFIED\",\"object\":%s}\n".formatted(SLICE.formatted(2, "127.0.0.3")));

      await().until(() -> get(fetch).body().contains("127.0.0.3"));
      for (int call = 0; call < 20; call++) {
        assertThat(get(fetch).body()).contains("127.0.0.3");
      }
    }
  }
}
