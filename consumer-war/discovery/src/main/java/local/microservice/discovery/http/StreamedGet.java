package local.microservice.discovery.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.apache.hc.core5.util.Timeout;

/**
 * A GET over a connection of its own, whose answer is read as it comes: it may last for minutes.
 * One thread uses this; any thread may close it, which ends the reading at once.
 */
public final class StreamedGet implements AutoCloseable {

  private static final HttpRequestExecutor EXECUTOR = new HttpRequestExecutor();

  /** The body is the reader's to limit. */
  private static final ConnectionSettings.AnswerLimits LIMITS =
      new ConnectionSettings.AnswerLimits(0, 65_536, 200);

  private final HttpHost server;
  private final SSLContext tls;
  private final Socket socket = new Socket(Proxy.NO_PROXY);
  private final KeptConnection connection = new KeptConnection(LIMITS);
  private ClassicHttpResponse response;

  /**
   * Makes a request that is not sent yet.
   *
   * @param host a name or an IP address
   * @param port 1 to 65535
   * @param tls has the trusted certificates; null for a connection without TLS
   */
  public StreamedGet(String host, int port, SSLContext tls) {
    this.server = new HttpHost(tls == null ? "http" : "https", host, port);
    this.tls = tls;
  }

  /**
   * Connects, sends the request, and reads the head of the answer.
   *
   * @param path the path and the query
   * @param fields header fields
   * @param connectMillis how long the connection may take to open
   * @param silentMillis how long the server may be silent
   * @return the status
   * @throws UnusableAnswerException for an answer that is not HTTP
   * @throws java.net.SocketTimeoutException for a server that is silent
   * @throws IOException for no answer, or after {@link #close}
   */
  public int send(String path, Map<String, String> fields, long connectMillis, long silentMillis)
      throws IOException {
    socket.connect(
        new InetSocketAddress(server.getHostName(), server.getPort()), (int) connectMillis);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout((int) silentMillis);
    connection.bind(tls == null ? socket : secured());
    BasicClassicHttpRequest request = new BasicClassicHttpRequest("GET", server, path);
    request.setHeader(HttpHeaders.HOST, server.toHostString());
    request.setHeader(HttpHeaders.CONNECTION, "close");
    fields.forEach(request::setHeader);
    try {
      response = EXECUTOR.execute(request, connection, HttpCoreContext.create());
    } catch (HttpException unusable) {
      throw new UnusableAnswerException("an answer that is not complete HTTP", unusable);
    }
    return response.getCode();
  }

  /** The certificate must be trusted, and of the server's name (RFC 9110, section 4.3.4). */
  private SSLSocket secured() throws IOException {
    SSLSocket secured =
        (SSLSocket)
            tls.getSocketFactory()
                .createSocket(socket, server.getHostName(), server.getPort(), true);
    SSLParameters parameters = secured.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    secured.setSSLParameters(parameters);
    secured.startHandshake();
    return secured;
  }

  /**
   * Finds a field of the answer's header.
   *
   * @param name the field's name
   * @return its value; empty if it is not there
   */
  public Optional<String> field(String name) {
    return Optional.ofNullable(response.getFirstHeader(name)).map(Header::getValue);
  }

  /**
   * Opens the body of the answer.
   *
   * @return the body, which the reader must limit
   * @throws IOException if the body cannot be read
   */
  public InputStream body() throws IOException {
    return response.getEntity() == null
        ? InputStream.nullInputStream()
        : response.getEntity().getContent();
  }

  /**
   * Limits the next reading.
   *
   * @param millis how long the server may be silent from now on, 1 or more
   */
  public void silentAtMost(long millis) {
    connection.setSocketTimeout(Timeout.ofMilliseconds(millis));
  }

  /** Ends the request, whatever it waits for. */
  @Override
  public void close() {
    try {
      // The plain socket: closing the one of TLS would wait for whoever reads from it.
      socket.close();
    } catch (IOException alreadyBroken) {
      // There is nothing left to close.
    }
  }
}
