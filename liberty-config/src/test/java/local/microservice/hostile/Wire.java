package local.microservice.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A connection that sends any bytes. Its texts are Latin 1, so that each character is one byte. */
final class Wire implements AutoCloseable {

  /** The time to wait for an answer. None comes to half a request. */
  private static final int PATIENCE_MILLIS = 1000;

  /** RFC 9110, section 15.6.6: the only status above 500 that blames the request. */
  private static final int WRONG_VERSION = 505;

  private static final String END = "\r\n\r\n";
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3}) ");
  private static final Pattern LENGTH = Pattern.compile("(?i)\ncontent-length: *(\\d+)");
  private static final Pattern CHUNKED = Pattern.compile("(?i)\ntransfer-encoding: *chunked");

  /**
   * The server's answer.
   *
   * @param status the HTTP status; 0 for none, as when the connection was closed
   * @param head the status line and the header
   * @param body the body
   */
  record Answer(int status, String head, String body) {

    private static final Answer NONE = new Answer(0, "", "");

    /** Whether the server blames the caller, by the status or by closing the connection. */
    boolean isRefusal() {
      return status == 0 || status >= 400 && status < 500 || status == WRONG_VERSION;
    }
  }

  private final Socket socket;
  private final InputStream in;

  Wire(int port) throws IOException {
    socket = new Socket("127.0.0.1", port);
    socket.setSoTimeout(PATIENCE_MILLIS);
    in = new BufferedInputStream(socket.getInputStream());
  }

  /** Sends as much as the server accepts. */
  void send(String text) throws IOException {
    try {
      socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    } catch (SocketException hungUp) {
      // The server may still have sent an answer.
    }
  }

  /** Reads the next answer, and skips answers that only announce another one. */
  Answer read() throws IOException {
    try {
      String head = readUntil(END);
      Matcher line = STATUS.matcher(head);
      int status = line.lookingAt() ? Integer.parseInt(line.group(1)) : 0;
      if (status >= 100 && status < 200 && status != 101) {
        return read();
      }
      boolean without = status == 0 || status == 101 || status == 204 || status == 304;
      return new Answer(status, head, without ? "" : body(head));
    } catch (SocketTimeoutException | SocketException none) {
      return Answer.NONE;
    }
  }

  private String body(String head) throws IOException {
    if (CHUNKED.matcher(head).find()) {
      StringBuilder body = new StringBuilder();
      while (true) {
        String size = readUntil("\r\n").strip();
        body.append(new String(in.readNBytes(Integer.parseInt(size, 16)), ISO_8859_1));
        readUntil("\r\n");
        if (size.equals("0")) {
          return body.toString();
        }
      }
    }
    Matcher length = LENGTH.matcher(head);
    return length.find()
        ? new String(in.readNBytes(Integer.parseInt(length.group(1))), ISO_8859_1)
        : rest();
  }

  private String readUntil(String end) throws IOException {
    StringBuilder read = new StringBuilder();
    for (int next = in.read(); next >= 0; next = in.read()) {
      read.append((char) next);
      if (read.indexOf(end, read.length() - end.length()) >= 0) {
        break;
      }
    }
    return read.toString();
  }

  /** Reads until the end of the connection, or until nothing more comes in time. */
  String rest() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try {
      in.transferTo(all);
    } catch (SocketTimeoutException | SocketException end) {
      // The bytes so far are the rest.
    }
    return all.toString(ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
