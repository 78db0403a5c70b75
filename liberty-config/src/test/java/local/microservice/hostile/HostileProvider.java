package local.microservice.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** An instance of the provider that plays a {@link HostileMode} for every client. */
final class HostileProvider implements AutoCloseable {

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  private final AtomicInteger accepted = new AtomicInteger();
  private final Queue<String> requests = new ConcurrentLinkedQueue<>();
  private final HostileMode mode;
  private final ServerSocket listener;

  /** Starts to listen. */
  HostileProvider(String address, int port, HostileMode mode) throws IOException {
    this.mode = mode;
    listener = new ServerSocket(port, 512, InetAddress.getByName(address));
    threads.execute(this::accept);
  }

  /** How many connections clients have opened. */
  int accepted() {
    return accepted.get();
  }

  /** The first lines of the requests. */
  Queue<String> requests() {
    return requests;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket connection = listener.accept();
        accepted.incrementAndGet();
        connections.add(connection);
        threads.execute(() -> serve(connection));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      connection.setTcpNoDelay(true);
      BufferedReader in =
          new BufferedReader(new InputStreamReader(connection.getInputStream(), ISO_8859_1));
      if (mode.unasked()) {
        mode.play().on(connection);
      }
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        requests.add(line);
        while (!in.readLine().isEmpty()) {
          // Skips the header.
        }
        mode.play().on(connection);
      }
    } catch (Exception gone) {
      // The consumer has hung up, or the mode has closed the connection.
    } finally {
      connections.remove(connection);
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket connection : connections) {
      connection.close();
    }
    threads.shutdownNow();
  }
}
