package local.microservice.liberty;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import jakarta.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Serves the page's files, and events in which every text is the test's text. */
final class PageHost implements AutoCloseable {

  private static final Path FILES = Path.of("../consumer-war/src/main/webapp/WEB-INF/page");

  private final String text;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  PageHost(String text) throws IOException {
    this(text, 0);
  }

  PageHost(String text, int port) throws IOException {
    this.text = text;
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
    server.createContext("/discovery/", this::file);
    server.createContext("/discovery/events", this::events);
    server.setExecutor(threads);
    server.start();
  }

  String page() {
    return "http://127.0.0.1:" + port() + "/discovery/";
  }

  int port() {
    return server.getAddress().getPort();
  }

  private void file(HttpExchange exchange) throws IOException {
    String name = exchange.getRequestURI().getPath().substring("/discovery/".length());
    Path file = FILES.resolve(name.isEmpty() ? "index.html" : name);
    String type =
        name.endsWith(".js") ? "text/javascript" : name.isEmpty() ? "text/html" : "text/css";
    byte[] bytes = Files.readAllBytes(file);
    exchange.getResponseHeaders().set("Content-Type", type + ";charset=UTF-8");
    exchange.sendResponseHeaders(200, bytes.length);
    try (OutputStream body = exchange.getResponseBody()) {
      body.write(bytes);
    }
  }

  private void events(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream body = exchange.getResponseBody()) {
      while (true) {
        body.write(("data: " + snapshot() + "\n\n").getBytes(UTF_8));
        body.flush();
        Thread.sleep(1000);
      }
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  private String snapshot() {
    String now = Instant.now().toString();
    return Json.createObjectBuilder()
        .add("consumer", text)
        .add("version", text)
        .add("environment", text)
        .add("at", now)
        .add("faults", true)
        .add(
            "breakers", Json.createObjectBuilder().add(text, Json.createArrayBuilder().add("open")))
        .add(
            "services",
            Json.createArrayBuilder()
                .add(
                    Json.createObjectBuilder()
                        .add("service", text)
                        .add("strategy", text)
                        .add("panic", true)
                        .add(
                            "resolution",
                            Json.createObjectBuilder()
                                .add("at", now)
                                .add("tookMillis", 1)
                                .add("error", text))
                        .add("calls", 1)
                        .add("retries", 1)
                        .add("retryBudgetLeft", 1)
                        .add("instances", Json.createArrayBuilder().add(instance(now)))))
        .build()
        .toString();
  }

  private jakarta.json.JsonObjectBuilder instance(String now) {
    return Json.createObjectBuilder()
        .add("address", text)
        .add("state", "ejected")
        .add("restsUntil", Instant.now().plusSeconds(30).toString())
        .add("ejection", Json.createObjectBuilder().add("until", now).add("reason", text))
        .add("calls", 1)
        .add("failures", 1)
        .add("share", 1)
        .add("inFlight", 0)
        .add("connections", 0)
        .add("p50Millis", 1.5)
        .add("p99Millis", 2.5)
        .add("lastError", Json.createObjectBuilder().add("at", now).add("error", text));
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
