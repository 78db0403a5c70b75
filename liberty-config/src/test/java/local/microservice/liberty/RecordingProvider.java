package local.microservice.liberty;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A provider that answers with its address, and records the header fields of its requests. */
public final class RecordingProvider implements AutoCloseable {

  private final BlockingQueue<Headers> received = new LinkedBlockingQueue<>();
  private final HttpServer server;

  /**
   * Starts it.
   *
   * @param address a loopback address
   * @param port a port, or 0 for any free one
   */
  public RecordingProvider(String address, int port) throws IOException {
    server = HttpServer.create(new InetSocketAddress(address, port), 0);
    byte[] body = "{\"message\":\"m\",\"source\":\"%s\"}".formatted(address).getBytes(UTF_8);
    server.createContext(
        "/data",
        exchange -> {
          received.add(exchange.getRequestHeaders());
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  public String url() {
    return "http://%s:%d"
        .formatted(
            server.getAddress().getAddress().getHostAddress(), server.getAddress().getPort());
  }

  /** Takes the fields of the oldest request that no test has taken. */
  Headers received() {
    return received.remove();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
