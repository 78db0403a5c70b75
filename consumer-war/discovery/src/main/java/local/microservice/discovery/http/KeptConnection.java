package local.microservice.discovery.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.Arrays;
import org.apache.hc.client5.http.impl.io.LenientHttpResponseParser;
import org.apache.hc.client5.http.io.ManagedHttpClientConnection;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentLengthStrategy;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.ChunkedInputStream;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.impl.io.SocketHolder;
import org.apache.hc.core5.http.io.SessionInputBuffer;
import org.apache.hc.core5.util.Timeout;

/**
 * A connection that limits everything an instance may send around a body, and that notices bytes
 * sent without a request. One thread uses a connection at a time; any thread may close it.
 *
 * <p>The HTTP client's own limits apply to one line and to one head. An answer may have any number
 * of 1xx heads, and a trailer.
 */
final class KeptConnection extends DefaultBHttpClientConnection
    implements ManagedHttpClientConnection {

  /** Trailer fields are never used here, and each may be as long as a whole header. */
  private static final int TRAILER_FIELDS = 16;

  private final Heads heads;
  private final Http1Config http1;
  private Timeout socketTimeout;

  /**
   * Makes an unconnected connection.
   *
   * @param limits the limits of an answer
   */
  KeptConnection(ConnectionSettings.AnswerLimits limits) {
    this(http1(limits, Math.min(TRAILER_FIELDS, limits.headerFields())), new Heads(limits));
  }

  private KeptConnection(Http1Config http1, Heads heads) {
    super(http1, null, null, null, null, null, config -> heads);
    this.http1 = http1;
    this.heads = heads;
  }

  private static Http1Config http1(ConnectionSettings.AnswerLimits limits, int fields) {
    return Http1Config.custom()
        .setMaxLineLength(limits.headerBytes())
        // The parser refuses the field that reaches its limit.
        .setMaxHeaderCount(fields + 1)
        .build();
  }

  /**
   * Whether bytes have come since the last answer. They must not become the answer to the next
   * request. Does not block.
   */
  boolean hasUnaskedBytes() throws IOException {
    Socket socket = getSocket();
    return heads.buffered() > 0 || socket != null && socket.getInputStream().available() > 0;
  }

  @Override
  protected InputStream createContentInputStream(
      long length, SessionInputBuffer buffer, InputStream in) {
    if (length != ContentLengthStrategy.CHUNKED) {
      return super.createContentInputStream(length, buffer, in);
    }
    return new ChunkedInputStream(buffer, in, http1) {
      private boolean ended;

      @Override
      public int read(byte[] into, int offset, int most) throws IOException {
        int read = super.read(into, offset, most);
        if (read < 0 && !ended) {
          ended = true;
          heads.add(getFooters());
        }
        return read;
      }
    };
  }

  @Override
  public void bind(Socket socket) throws IOException {
    super.bind(socket);
    socketTimeout = Timeout.ofMilliseconds(socket.getSoTimeout());
  }

  @Override
  public Socket getSocket() {
    SocketHolder holder = getSocketHolder();
    return holder == null ? null : holder.getSocket();
  }

  @Override
  public void setSocketTimeout(Timeout timeout) {
    super.setSocketTimeout(timeout);
    socketTimeout = timeout;
  }

  @Override
  public void passivate() {
    super.setSocketTimeout(Timeout.ZERO_MILLISECONDS);
  }

  @Override
  public void activate() {
    super.setSocketTimeout(socketTimeout);
  }

  /** Reads the heads of one answer and adds up their sizes. */
  private static final class Heads extends LenientHttpResponseParser {

    private static final int FIRST_STATUS = 100;
    private static final int LAST_STATUS = 599;

    private final ConnectionSettings.AnswerLimits limits;
    private SessionInputBuffer buffer;
    private long bytes;
    private int fields;
    private boolean last;

    Heads(ConnectionSettings.AnswerLimits limits) {
      super(http1(limits, limits.headerFields()));
      this.limits = limits;
    }

    /** How many bytes are received but not read. */
    int buffered() {
      return buffer == null ? 0 : buffer.length();
    }

    @Override
    public ClassicHttpResponse parse(SessionInputBuffer from, InputStream in)
        throws IOException, HttpException {
      buffer = from;
      if (last) {
        bytes = 0;
        fields = 0;
      }
      ClassicHttpResponse head;
      try {
        head = super.parse(from, new Bounded(in, limits.headerBytes() + from.capacity()));
      } catch (MessageConstraintException endless) {
        throw tooLong(endless);
      }
      if (head != null) {
        int status = head.getCode();
        if (status < FIRST_STATUS || status > LAST_STATUS) {
          throw new UnusableAnswerException("an answer with the status " + status, null);
        }
        last = status >= HttpStatus.SC_SUCCESS;
        bytes += "HTTP/1.1 200 \r\n\r\n".length();
        bytes += head.getReasonPhrase() == null ? 0 : head.getReasonPhrase().length();
        add(head.getHeaders());
      }
      return head;
    }

    void add(Header[] more) throws UnusableAnswerException {
      if (more == null) {
        return;
      }
      fields += more.length;
      bytes += Arrays.stream(more).mapToLong(Heads::length).sum();
      if (fields > limits.headerFields() || bytes > limits.headerBytes()) {
        throw tooLong(null);
      }
    }

    private static long length(Header field) {
      String value = field.getValue();
      return field.getName().length() + ": \r\n".length() + (value == null ? 0 : value.length());
    }

    private UnusableAnswerException tooLong(Throwable cause) {
      return new UnusableAnswerException(
          "an answer whose header is longer than %d bytes or %d fields"
              .formatted(limits.headerBytes(), limits.headerFields()),
          cause);
    }
  }

  /** Limits the sum of the bytes: many short lines are as long as one long line. */
  private static final class Bounded extends FilterInputStream {

    private int left;

    Bounded(InputStream in, int most) {
      super(in);
      left = most;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (left <= 0) {
        throw new MessageConstraintException("the header does not end");
      }
      int read = super.read(into, offset, length);
      left -= Math.max(0, read);
      return read;
    }
  }
}
