package local.microservice.discovery.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * An API server that has EndpointSlices, over https with a certificate of its own authority. A test
 * can let it misbehave.
 */
final class FakeApiServer implements AutoCloseable {

  static final String NAMESPACE = "shop";

  /** A request: its parameters, decoded, and its header. */
  record Asked(String path, Map<String, String> query, String token) {

    boolean isWatch() {
      return query.containsKey("watch");
    }

    /** The Service whose slices are asked for; null for all. */
    String service() {
      String selector = query.get("labelSelector");
      return selector == null ? null : selector.replace("kubernetes.io/service-name=", "");
    }
  }

  /** Answers a request. */
  interface Behaviour {
    void answer(Asked asked, Socket connection) throws Exception;
  }

  private record Watcher(Socket connection, String service) {}

  final List<Asked> asked = new CopyOnWriteArrayList<>();
  volatile Behaviour onList = this::list;
  volatile Behaviour onWatch = this::watch;

  private final ServerSocket listener;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, JsonObject> slices = new LinkedHashMap<>();
  private final Set<Watcher> watchers = ConcurrentHashMap.newKeySet();
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  private final AtomicLong version = new AtomicLong(1000);
  private final Path account;

  FakeApiServer(Path account) throws Exception {
    this.account = account;
    listener =
        Authority.TLS
            .getServerSocketFactory()
            .createServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    write("token", "first");
    write("namespace", NAMESPACE);
    write("ca.crt", pem(Authority.certificate()));
    threads.execute(this::accept);
  }

  /** Changes a file of the service account. */
  void write(String file, String text) throws IOException {
    Files.writeString(account.resolve(file), text + "\n");
  }

  static String pem(Certificate certificate) throws Exception {
    return "-----BEGIN CERTIFICATE-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded())
        + "\n-----END CERTIFICATE-----";
  }

  /** A certificate that has nothing to do with this server. */
  static Certificate stranger() throws Exception {
    return Authority.KEYS.getCertificate("stranger");
  }

  /** The settings of a pod of this cluster. */
  ClusterSettings settings() {
    return settings("127.0.0.1", listener.getLocalPort());
  }

  ClusterSettings settings(String host, int port) {
    return new ClusterSettings(host, port, account, "consumer-1", "");
  }

  /** How many requests there were. */
  int requests() {
    return asked.size();
  }

  int watches() {
    return watchers.size();
  }

  // Slices

  /** A slice of a Service; each endpoint is what {@link #endpoint} makes. */
  JsonObject slice(String name, String service, String... endpoints) {
    return json(
        ("{'kind':'EndpointSlice','apiVersion':'discovery.k8s.io/v1','metadata':{'name':'%s',"
                + "'resourceVersion':'%d','labels':{'kubernetes.io/service-name':'%s'}},"
                + "'addressType':'%s','endpoints':[%s],'ports':[{'port':8080}]}")
            .formatted(
                name,
                version.incrementAndGet(),
                service,
                String.join("", endpoints).contains("::") ? "IPv6" : "IPv4",
                String.join(",", endpoints)));
  }

  /** An endpoint that is ready, with more members of its JSON object. */
  static String endpoint(String address, String... more) {
    return "{'addresses':['%s']%s}"
        .formatted(address, Arrays.stream(more).map(","::concat).reduce("", String::concat));
  }

  static String conditions(boolean ready, boolean serving, boolean terminating) {
    return "'conditions':{'ready':%s,'serving':%s,'terminating':%s}"
        .formatted(ready, serving, terminating);
  }

  static JsonObject json(String text) {
    return Json.createReader(new StringReader(text.replace('\'', '"'))).readObject();
  }

  /** Has a slice, without telling it. */
  synchronized void has(JsonObject slice) {
    slices.put(slice.getJsonObject("metadata").getString("name"), slice);
  }

  /** Adds or changes a slice, and tells it. */
  void change(JsonObject slice) throws IOException {
    has(slice);
    tell("MODIFIED", slice);
  }

  void delete(String name) throws IOException {
    JsonObject slice;
    synchronized (this) {
      slice = slices.remove(name);
    }
    tell("DELETED", slice);
  }

  synchronized void forgetAll() {
    slices.clear();
  }

  // Watches

  /** Tells an event to the watches of the slice's Service. */
  void tell(String type, JsonObject slice) throws IOException {
    String event = Json.createObjectBuilder().add("type", type).add("object", slice).build() + "\n";
    for (Watcher each : watchers) {
      if (each.service.equals(service(slice))) {
        chunk(each.connection, event);
      }
    }
  }

  void bookmark() throws IOException {
    tell(
        json(
                "{'type':'BOOKMARK','object':{'kind':'EndpointSlice','metadata':{'resourceVersion':'%d'}}}"
                    .formatted(version.incrementAndGet()))
            + "\n");
  }

  /** The version of the last change. */
  String version() {
    return version.toString();
  }

  /** Writes text to the watches as it is. */
  void tell(String text) throws IOException {
    for (Watcher each : watchers) {
      chunk(each.connection, text);
    }
  }

  /** Tells the watches no more, as the clients have hung up. */
  void forgetWatches() {
    watchers.clear();
  }

  /** Ends the watches as an API server does after their time. */
  void endWatches() throws IOException {
    for (Watcher each : watchers) {
      watchers.remove(each);
      each.connection.getOutputStream().write("0\r\n\r\n".getBytes(UTF_8));
      each.connection.close();
    }
  }

  /** Breaks every connection. */
  void cut() throws IOException {
    for (Socket each : connections) {
      each.close();
    }
    watchers.clear();
  }

  // Answers

  /** Answers with all slices in one page, or with as many as the limit says. */
  void list(Asked asked, Socket connection) throws IOException {
    List<JsonObject> wanted;
    synchronized (this) {
      wanted =
          slices.values().stream()
              .filter(each -> asked.service() == null || asked.service().equals(service(each)))
              .toList();
    }
    int from = Integer.parseInt(asked.query.getOrDefault("continue", "0"));
    int to = Math.min(wanted.size(), from + Integer.parseInt(asked.query.get("limit")));
    JsonArrayBuilder items = Json.createArrayBuilder();
    wanted.subList(from, to).forEach(items::add);
    JsonObject metadata =
        to < wanted.size()
            ? json("{'resourceVersion':'%d','continue':'%d'}".formatted(version.get(), to))
            : json("{'resourceVersion':'%d'}".formatted(version.get()));
    answer(
        connection,
        200,
        Json.createObjectBuilder()
            .add("kind", "EndpointSliceList")
            .add("apiVersion", "discovery.k8s.io/v1")
            .add("metadata", metadata)
            .add("items", items)
            .build()
            .toString());
  }

  private static String service(JsonObject slice) {
    return slice
        .getJsonObject("metadata")
        .getJsonObject("labels")
        .getString("kubernetes.io/service-name");
  }

  static void answer(Socket connection, int status, String body, String... fields)
      throws IOException {
    OutputStream out = connection.getOutputStream();
    byte[] bytes = body.getBytes(UTF_8);
    String head =
        "HTTP/1.1 %d X\r\nContent-Length: %d\r\n%s\r\n"
            .formatted(
                status,
                bytes.length,
                Arrays.stream(fields).map(each -> each + "\r\n").reduce("", String::concat));
    out.write(head.getBytes(UTF_8));
    out.write(bytes);
    out.flush();
  }

  static Behaviour refuses(int status, String... fields) {
    return (asked, connection) -> answer(connection, status, "{\"kind\":\"Status\"}", fields);
  }

  /** Begins a watch, which the test's events go to. */
  void watch(Asked asked, Socket connection) throws IOException {
    beginChunks(connection);
    // That client may have hung up before.
    watchers.removeIf(each -> each.service.equals(asked.service()));
    watchers.add(new Watcher(connection, asked.service()));
  }

  static void chunk(Socket connection, String text) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    OutputStream out = connection.getOutputStream();
    synchronized (connection) {
      out.write((Integer.toHexString(bytes.length) + "\r\n").getBytes(UTF_8));
      out.write(bytes);
      out.write("\r\n".getBytes(UTF_8));
      out.flush();
    }
  }

  static void beginChunks(Socket connection) throws IOException {
    OutputStream out = connection.getOutputStream();
    out.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".getBytes(UTF_8));
    out.flush();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket connection = listener.accept();
        connections.add(connection);
        threads.execute(() -> serve(connection));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket connection) {
    try {
      Asked next = read(connection);
      asked.add(next);
      if (next.isWatch()) {
        onWatch.answer(next, connection);
      } else {
        onList.answer(next, connection);
        connection.close();
      }
    } catch (Exception gone) {
      close(connection);
    }
  }

  private static void close(Socket connection) {
    try {
      connection.close();
    } catch (IOException alreadyBroken) {
      // There is nothing left to close.
    }
  }

  private static Asked read(Socket connection) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(connection.getInputStream(), UTF_8));
    String[] target = in.readLine().split(" ")[1].split("\\?");
    Map<String, String> query = new LinkedHashMap<>();
    for (String each : target[1].split("&")) {
      String[] parts = each.split("=", 2);
      query.put(parts[0], URLDecoder.decode(parts[1], UTF_8));
    }
    String token = null;
    for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
      if (line.startsWith("Authorization: Bearer ")) {
        token = line.substring("Authorization: Bearer ".length());
      }
    }
    return new Asked(target[0], query, token);
  }

  @Override
  public void close() throws IOException {
    listener.close();
    cut();
    threads.shutdownNow();
  }

  /** A certificate authority, and a certificate of it for the address of the API server. */
  private static final class Authority {

    static final char[] PASSWORD = "password".toCharArray();
    static final KeyStore KEYS = keys();
    static final SSLContext TLS = tls();

    private static SSLContext tls() {
      try {
        KeyManagerFactory own =
            KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(KEYS, PASSWORD);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(own.getKeyManagers(), null, null);
        return tls;
      } catch (GeneralSecurityException failure) {
        throw new IllegalStateException(failure);
      }
    }

    private static KeyStore keys() {
      try {
        Path file = Files.createTempDirectory("cluster").resolve("keys.p12");
        keytool(file, "-alias", "authority", "-dname", "CN=cluster", "-ext", "bc:c");
        keytool(
            file,
            "-alias",
            "server",
            "-dname",
            "CN=server",
            "-ext",
            "san=ip:127.0.0.1",
            "-signer",
            "authority");
        keytool(file, "-alias", "stranger", "-dname", "CN=stranger", "-ext", "bc:c");
        return KeyStore.getInstance(file.toFile(), PASSWORD);
      } catch (Exception failure) {
        throw new IllegalStateException(failure);
      }
    }

    private static void keytool(Path file, String... options) throws Exception {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
      command.addAll(List.of("-genkeypair", "-keyalg", "EC", "-storetype", "PKCS12"));
      command.addAll(List.of("-keystore", file.toString(), "-storepass", new String(PASSWORD)));
      command.addAll(List.of(options));
      if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
        throw new IllegalStateException("keytool fails");
      }
    }

    static Certificate certificate() throws Exception {
      return KEYS.getCertificate("authority");
    }
  }
}
