package local.microservice.consumer.fetch;

import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A provider that fails on demand: a socket, so that it can also break HTTP. */
final class StubProvider implements AutoCloseable {

  /** One way to answer one request. */
  interface Behaviour {
    void answer(Socket connection) throws Exception;
  }

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final ServerSocket listener;
  private volatile Behaviour behaviour;

  StubProvider(int port) {
    // The port is free once the stub before has ended its last accept().
    listener =
        await()
            .ignoreExceptionsInstanceOf(BindException.class)
            .until(
                () -> new ServerSocket(port, 50, InetAddress.getLoopbackAddress()),
                Objects::nonNull);
    threads.execute(this::accept);
  }

  void behave(Behaviour next) {
    behaviour = next;
  }

  static Behaviour answering(String status, String contentType, byte[] body) {
    return connection -> {
      OutputStream out = connection.getOutputStream();
      out.write(head(status, contentType, body.length));
      out.write(body);
      out.flush();
    };
  }

  static byte[] head(String status, String contentType, long length) {
    return "HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
        .formatted(status, contentType, length)
        .getBytes(StandardCharsets.US_ASCII);
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket connection = listener.accept();
        threads.execute(() -> serve(connection));
      } catch (SocketException closed) {
        return;
      } catch (IOException failure) {
        throw new IllegalStateException(failure);
      }
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      readHead(connection.getInputStream());
      behaviour.answer(connection);
    } catch (Exception gone) {
      // The consumer gave up on this answer, or the test is over.
    }
  }

  private static void readHead(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        return;
      }
      head.write(next);
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    threads.shutdownNow();
  }
}
