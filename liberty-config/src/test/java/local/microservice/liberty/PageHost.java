package local.microservice.liberty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;

/** Serves the page's files, and a stream of the states that the test makes up. */
final class PageHost implements AutoCloseable {

  private static final Path FILES = Path.of("../consumer-war/src/main/webapp/WEB-INF/page");

  private final IntFunction<JsonObject> states;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicLong patched = new AtomicLong();

  /**
   * Starts a host at a free port.
   *
   * @param states makes the state of each second of a connection
   */
  PageHost(IntFunction<JsonObject> states) throws IOException {
    this(states, 0);
  }

  PageHost(IntFunction<JsonObject> states, int port) throws IOException {
    this.states = states;
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
    server.createContext("/discovery/", this::file);
    server.createContext("/discovery/stream", this::stream);
    server.setExecutor(threads);
    server.start();
  }

  /** Opens a page, of this host or of a server, and waits until it is live. */
  static void open(Browser browser, String page) {
    browser.driver().get(page);
    await().until(() -> browser.find("#link").getDomAttribute("data-state").equals("live"));
  }

  String page() {
    return "http://127.0.0.1:" + port() + "/discovery/";
  }

  int port() {
    return server.getAddress().getPort();
  }

  /** Counts the bytes of all patches so far. */
  long patchedBytes() {
    return patched.get();
  }

  private void file(HttpExchange exchange) throws IOException {
    String name = exchange.getRequestURI().getPath().substring("/discovery/".length());
    Path file = FILES.resolve(name.isEmpty() ? "index.html" : name);
    if (!Files.isRegularFile(file)) {
      exchange.sendResponseHeaders(404, -1);
      exchange.close();
      return;
    }
    String type =
        name.isEmpty() ? "text/html" : name.endsWith(".js") ? "text/javascript" : "text/css";
    byte[] bytes = Files.readAllBytes(file);
    exchange.getResponseHeaders().set("Content-Type", type + ";charset=UTF-8");
    exchange.sendResponseHeaders(200, bytes.length);
    try (OutputStream body = exchange.getResponseBody()) {
      body.write(bytes);
    }
  }

  private void stream(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream body = exchange.getResponseBody()) {
      JsonObject state = state(0);
      send(body, "snapshot", state);
      send(body, "history", PageState.history(state));
      for (int second = 1; true; second++) {
        Thread.sleep(1000);
        JsonObject next = state(second);
        String patch = Json.createMergeDiff(state, next).toJsonValue().toString();
        patched.addAndGet(patch.length());
        send(body, "patch", patch);
        state = next;
      }
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  private JsonObject state(int second) {
    return Json.createObjectBuilder(states.apply(second))
        .add("at", Instant.now().toString())
        .build();
  }

  private static void send(OutputStream body, String event, Object data) throws IOException {
    body.write("event: %s\ndata: %s\n\n".formatted(event, data).getBytes(UTF_8));
    body.flush();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
