package local.microservice.tck;

import com.github.tomakehurst.wiremock.WireMockServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import org.testng.ISuite;
import org.testng.ISuiteListener;

/**
 * The servers that the TCK does not start itself: WireMock, and a server that accepts no
 * connection. TestNG starts them, because TestNG's first configuration methods need them before
 * Arquillian's first event.
 */
public final class CalledServers implements ISuiteListener {

  private static final int MOST_WAITING = 100;

  private final List<Socket> waiting = new ArrayList<>();
  private WireMockServer wireMock;
  private ServerSocket full;

  @Override
  public void onStart(ISuite suite) {
    wireMock = new WireMockServer(Integer.getInteger("wiremock.server.port"));
    wireMock.start();
    try {
      int unused = Integer.getInteger("tck.unused.port");
      full = new ServerSocket(unused, 1, InetAddress.getLoopbackAddress());
      fill();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /**
   * Opens connections until the queue is full. Then a client's call ends with its connect timeout.
   */
  private void fill() throws IOException {
    while (waiting.size() < MOST_WAITING) {
      Socket socket = new Socket();
      waiting.add(socket);
      try {
        socket.connect(new InetSocketAddress(full.getInetAddress(), full.getLocalPort()), 500);
      } catch (SocketTimeoutException expected) {
        return;
      }
    }
    throw new IOException("a port with a backlog of 1 took " + MOST_WAITING + " connections");
  }

  @Override
  public void onFinish(ISuite suite) {
    try {
      for (Socket each : waiting) {
        each.close();
      }
      full.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    wireMock.stop();
  }
}
