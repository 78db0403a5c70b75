package local.microservice.consumer.discovery;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A provider on a socket of its own, with kept-alive connections: it answers with its address, or
 * does what it is told. In this process, or by {@link #main} in one of its own that can be killed.
 */
public final class TestProvider implements AutoCloseable {

  /** One way to answer one request. */
  public interface Behaviour {
    void answer(Socket connection) throws Exception;
  }

  private static final Pattern CONTENT_LENGTH =
      Pattern.compile("\r\ncontent-length: (\\d+)\r\n", Pattern.CASE_INSENSITIVE);

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicInteger accepted = new AtomicInteger();
  private final ServerSocket listener;
  private volatile Behaviour behaviour;
  private volatile String lastHead = "";
  private volatile String lastBody = "";

  /** Listens at once; port 0 is any that is free. */
  public TestProvider(String address, int port) throws IOException {
    InetAddress host = InetAddress.getByName(address);
    // A port is free once the provider before has ended its last accept().
    listener =
        await()
            .pollDelay(Duration.ZERO)
            .ignoreExceptionsInstanceOf(BindException.class)
            .until(() -> new ServerSocket(port, 512, host), Objects::nonNull);
    heal();
    threads.execute(this::accept);
  }

  /** A process of its own: {@code ADDRESS PORT}; it ends with its parent's pipe. */
  public static void main(String[] where) throws IOException {
    try (TestProvider provider = new TestProvider(where[0], Integer.parseInt(where[1]))) {
      System.out.println(provider.address());
      while (System.in.read() >= 0) {
        // The parent says nothing; its end closes the pipe.
      }
    }
    System.exit(0);
  }

  /** Where it listens. */
  public String address() {
    String host = listener.getInetAddress().getHostAddress();
    return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port();
  }

  int port() {
    return listener.getLocalPort();
  }

  /** How many requests came in. */
  int requests() {
    return requests.get();
  }

  /** How many connections are open. */
  public int connections() {
    return connections.size();
  }

  /** How many connections were ever opened. */
  int accepted() {
    return accepted.get();
  }

  public void behave(Behaviour next) {
    behaviour = next;
  }

  void heal() {
    behaviour = connection -> write(connection, 200, address());
  }

  /** The last request's line and header fields as they came. */
  String lastHead() {
    return lastHead;
  }

  /** Answers with the body of the last request. */
  public void echo(Socket connection) throws IOException {
    write(connection, 200, lastBody);
  }

  public static void write(Socket connection, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    answer.write(
        "HTTP/1.1 %d X\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
            .formatted(status, bytes.length)
            .getBytes(ISO_8859_1));
    answer.write(bytes);
    connection.getOutputStream().write(answer.toByteArray());
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket connection = listener.accept();
        connection.setTcpNoDelay(true);
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
      InputStream in = new BufferedInputStream(connection.getInputStream());
      while (readRequest(in)) {
        requests.incrementAndGet();
        behaviour.answer(connection);
      }
    } catch (Exception gone) {
      // The consumer gave up on this answer, or the test is over.
    } finally {
      connections.remove(connection);
    }
  }

  private boolean readRequest(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        return false;
      }
      head.append((char) next);
    }
    lastHead = head.toString();
    Matcher length = CONTENT_LENGTH.matcher(head);
    if (length.find()) {
      lastBody = new String(in.readNBytes(Integer.parseInt(length.group(1))), UTF_8);
    }
    return true;
  }

  void closeConnections() throws IOException {
    for (Socket connection : connections) {
      connection.close();
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    closeConnections();
    threads.shutdownNow();
  }
}
