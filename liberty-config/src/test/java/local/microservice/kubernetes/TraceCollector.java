package local.microservice.kubernetes;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Base64;

/**
 * Stands in for an OpenTelemetry Collector in a pod: prints each request's body in Base64, a line
 * each. One class file without libraries, because it runs in an image of this project. An exporter
 * sends few requests, so one connection is served after the other.
 */
final class TraceCollector {

  private static final int LARGEST = 1 << 20;

  private TraceCollector() {}

  /** Listens on port 4318 until the pod ends. */
  public static void main(String[] arguments) throws IOException {
    try (ServerSocket listening = new ServerSocket(4318)) {
      while (true) {
        try (Socket connection = listening.accept()) {
          connection.setSoTimeout(5000);
          answer(connection);
        } catch (IOException broken) {
          System.err.println(broken);
        }
      }
    }
  }

  private static void answer(Socket connection) throws IOException {
    InputStream in = new BufferedInputStream(connection.getInputStream());
    int length = 0;
    boolean chunked = false;
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      if (line.toLowerCase().startsWith("content-length:")) {
        length = Integer.parseInt(line.substring(15).trim());
      }
      chunked |= line.toLowerCase().matches("transfer-encoding: *chunked");
    }
    byte[] body = chunked ? chunks(in) : in.readNBytes(Math.min(length, LARGEST));
    if (body.length > 0) {
      System.out.println(Base64.getEncoder().encodeToString(body));
    }
    connection
        .getOutputStream()
        .write(
            "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                .getBytes(ISO_8859_1));
  }

  private static byte[] chunks(InputStream in) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    int size = Integer.parseInt(line(in), 16);
    while (size > 0 && body.size() + size <= LARGEST) {
      body.write(in.readNBytes(size));
      line(in);
      size = Integer.parseInt(line(in), 16);
    }
    return body.toByteArray();
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read();
        next >= 0 && next != '\n' && line.length() < 8192;
        next = in.read()) {
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }
}
