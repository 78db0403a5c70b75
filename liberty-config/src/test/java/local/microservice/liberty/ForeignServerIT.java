package local.microservice.liberty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static local.microservice.liberty.LibertyServer.freePort;
import static local.microservice.liberty.LibertyServer.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A consumer with two providers and one address that another server has taken over. */
class ForeignServerIT {

  private record Answer(int status, String mediaType, String body) {}

  private static final List<Answer> ANSWERS =
      List.of(
          new Answer(404, "text/html", "<html><body>Not Found</body></html>"),
          new Answer(200, "text/html", "<html><body>It works!</body></html>"),
          new Answer(200, "application/json", "{\"status\":\"UP\"}"),
          new Answer(200, "application/json", "[1, 2"),
          new Answer(301, "text/html", "moved"));

  @Test
  void failsNoCallAndIsEjected() throws Exception {
    int port = freePort();
    String url = "http://127.0.0.1:" + port;
    try (RecordingProvider first = new RecordingProvider("127.0.0.2", 0);
        RecordingProvider second = new RecordingProvider("127.0.0.3", 0);
        Foreign foreign = new Foreign();
        LibertyServer consumer =
            LibertyServer.consumer(
                port, String.join(",", first.url(), second.url(), foreign.url()), Map.of())) {
      consumer.awaitAnswer(url + "/health/ready");

      List<Integer> failed =
          IntStream.range(0, 60)
              .mapToObj(call -> fetch(url))
              .filter(status -> status != 200)
              .toList();

      assertThat(failed).isEmpty();
      assertThat(get(url + "/discovery").body())
          .contains("\"address\":\"" + foreign.url() + "\",\"state\":\"ejected\"");
    }
  }

  private static int fetch(String url) {
    try {
      return get(url + "/fetch").statusCode();
    } catch (IOException | InterruptedException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static final class Foreign implements AutoCloseable {

    private final AtomicInteger requests = new AtomicInteger();
    private final HttpServer server;

    Foreign() throws IOException {
      server = HttpServer.create(new InetSocketAddress("127.0.0.4", 0), 0);
      server.createContext(
          "/",
          exchange -> {
            try (exchange) {
              Answer next = ANSWERS.get(requests.getAndIncrement() % ANSWERS.size());
              byte[] body = next.body.getBytes(UTF_8);
              exchange.getResponseHeaders().set("Content-Type", next.mediaType);
              exchange.sendResponseHeaders(next.status, body.length);
              exchange.getResponseBody().write(body);
            }
          });
      server.start();
    }

    String url() {
      return "http://127.0.0.4:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }
}
