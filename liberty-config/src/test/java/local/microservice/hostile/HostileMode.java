package local.microservice.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;

/**
 * One way in which an instance misbehaves.
 *
 * @param name what the instance does
 * @param large whether its answers can fill the memory that all answers share
 * @param unasked whether the instance also plays as soon as a client connects, before the first
 *     request
 * @param play plays the mode, once for each request
 */
record HostileMode(String name, boolean large, boolean unasked, Play play) {

  /** What an instance does with a connection. */
  interface Play {
    void on(Socket connection) throws Exception;

    default Play then(Play next) {
      return connection -> {
        on(connection);
        next.on(connection);
      };
    }
  }

  private static final String DATA = "{\"message\":\"m\",\"source\":\"hostile\"}";
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
  private static final String CHUNKED = OK + "Transfer-Encoding: chunked\r\n\r\n";
  private static final String LENGTH = "Content-Length: " + DATA.length() + "\r\n";
  private static final String GOOD = OK + LENGTH + "\r\n" + DATA;
  private static final String LAST_CHUNK = "0\r\n\r\n";
  private static final int MEBI = 1 << 20;

  /** An endless answer ends after this many bytes if the client does not hang up. */
  private static final int ENDLESS = 64 * MEBI;

  private static final int DRIPS = 100;
  private static final long DRIP_MILLIS = 100;

  private static final Play CLOSE = Socket::close;
  private static final Play RESET =
      connection -> {
        connection.setSoLinger(true, 0);
        connection.close();
      };

  /** Sends nothing more until the client hangs up. */
  private static final Play SILENCE =
      connection -> connection.getInputStream().transferTo(OutputStream.nullOutputStream());

  static List<HostileMode> all() {
    return List.of(
        // Answers that do not end.
        retried("endless status line", endless("HTTP/1.1 200 ", "x")),
        retried("endless field", endless(OK + "A: ", "x")),
        retried("endless field name", endless(OK, "x")),
        retried("endless folded field", endless(OK + "A: b\r\n", " c\r\n")),
        retried("endless fields", endless(OK, "A: b\r\n")),
        retried("endless trailer", endless(CHUNKED + "0\r\n", "A: b\r\n")),
        retried("endless trailer field", endless(CHUNKED + "0\r\nA: ", "x")),
        retried("endless 100 answers", endless("", "HTTP/1.1 100 Continue\r\n\r\n")),
        retried("endless 103 answers", endless("", "HTTP/1.1 103 X\r\nLink: </x>\r\n\r\n")),
        retried("endless chunk size", endless(CHUNKED, "0")),
        retried("endless chunk extension", endless(CHUNKED + "1;", "x")),
        large("endless chunks", endless(CHUNKED, "1\r\nx\r\n")),
        large("endless body", endless(OK + "\r\n", "x")),
        retried("endless empty lines", endless("", "\r\n")),
        retried("endless lines that are no HTTP", endless("", "SSH-2.0-x\r\n")),
        large("64 MiB with their length", endless(OK + "Content-Length: 67108864\r\n\r\n", "x")),
        large(
            "500 with 64 MiB", endless("HTTP/1.1 500 X\r\nContent-Length: 67108864\r\n\r\n", "x")),
        // Lengths and chunks.
        retried("negative length", text(OK + "Content-Length: -1\r\n\r\n" + DATA)),
        retried(
            "length that is too much", text(OK + "Content-Length: 99999999999999999999\r\n\r\n")),
        retried("length of 2 GiB", text(OK + "Content-Length: 2147483647\r\n\r\n").then(SILENCE)),
        retried("length in letters", text(OK + "Content-Length: many\r\n\r\n" + DATA)),
        retried("length with a sign", text(OK + "Content-Length: +36\r\n\r\n" + DATA)),
        retried("two lengths", text(OK + "Content-Length: 3\r\n" + LENGTH + "\r\n" + DATA)),
        retried("length twice", text(OK + LENGTH + LENGTH + "\r\n" + DATA)),
        retried("list of lengths", text(OK + "Content-Length: 36, 36\r\n\r\n" + DATA)),
        retried("length that is too short", text(OK + "Content-Length: 20\r\n\r\n" + DATA)),
        retried(
            "length that is too long", text(OK + "Content-Length: 99\r\n\r\n" + DATA).then(CLOSE)),
        retried(
            "length and chunks",
            text(OK + LENGTH + "Transfer-Encoding: chunked\r\n\r\n" + chunk())),
        retried("unknown coding", text(OK + "Transfer-Encoding: x\r\n" + LENGTH + "\r\n" + DATA)),
        retried("identity", text(OK + "Transfer-Encoding: identity\r\n" + LENGTH + "\r\n" + DATA)),
        retried("chunks inside", text(OK + "Transfer-Encoding: chunked, gzip\r\n\r\n" + chunk())),
        retried("chunks of gzip", text(OK + "Transfer-Encoding: gzip, chunked\r\n\r\n" + chunk())),
        retried("chunks that are none", text(CHUNKED + DATA).then(CLOSE)),
        retried("negative chunk", text(CHUNKED + "-1\r\n" + DATA + "\r\n" + LAST_CHUNK)),
        retried("chunk that is too much", text(CHUNKED + "FFFFFFFFFFFFFFFFFF\r\n" + DATA)),
        large("chunk of 2 GiB", endless(CHUNKED + "7FFFFFFF\r\n", "x")),
        retried("chunk size in letters", text(CHUNKED + "zz\r\n" + DATA)),
        retried("chunk without its end", text(CHUNKED + "24\r\n" + DATA + LAST_CHUNK)),
        retried("chunks in HTTP/1.0", text(CHUNKED.replace("/1.1", "/1.0") + chunk()).then(CLOSE)),
        // Status lines.
        retried("status 000", text("HTTP/1.1 000 X\r\nContent-Length: 0\r\n\r\n")),
        retried("status 99", text("HTTP/1.1 99 X\r\nContent-Length: 0\r\n\r\n")),
        retried("status 1000", text("HTTP/1.1 1000 X\r\nContent-Length: 0\r\n\r\n")),
        retried("status -200", text("HTTP/1.1 -200 X\r\nContent-Length: 0\r\n\r\n")),
        retried("status in letters", text("HTTP/1.1 2OO OK\r\n" + LENGTH + "\r\n" + DATA)),
        retried("no status", text("HTTP/1.1\r\n" + LENGTH + "\r\n" + DATA)),
        retried("HTTP/0.9", text(DATA).then(CLOSE)),
        retried("HTTP/3.0", text(GOOD.replace("/1.1", "/3.0"))),
        retried("HTTP/one", text(GOOD.replace("/1.1", "/one"))),
        retried("ICY", text(GOOD.replace("HTTP/1.1", "ICY")).then(CLOSE)),
        retried("64 KiB reason", text("HTTP/1.1 200 %s\r\n\r\n".formatted("x".repeat(1 << 16)))),
        retried("reason with a bell", text(GOOD.replace("OK", "\7\33[2J"))),
        // Answers that are not HTTP, or not quite.
        retried("HTTP/2", text("\0\0\0\4\0\0\0\0\0").then(SILENCE)),
        retried("HTTP/2 preface", text("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").then(CLOSE)),
        retried("TLS alert", text("\25\3\1\0\2\2\50").then(CLOSE)),
        retried("SSH", text("SSH-2.0-OpenSSH_9.2\r\n").then(SILENCE)),
        retried("NUL bytes", text("\0".repeat(1000)).then(CLOSE)),
        retried("NUL in the header", text(OK + "A: \0\r\n" + LENGTH + "\r\n" + DATA)),
        retried("NUL in the body", json("{\"message\":\"\0\",\"source\":\"\\u0000\"}")),
        retried("bare LF", text(GOOD.replace("\r\n", "\n"))),
        retried("bare CR", text(GOOD.replace("\r\n", "\r")).then(CLOSE)),
        retried("folded field", text(OK + "A: b\r\n\t c\r\n" + LENGTH + "\r\n" + DATA)),
        retried(
            "folded first field", text("HTTP/1.1 200 OK\r\n A: b\r\n" + LENGTH + "\r\n" + DATA)),
        retried("space before the colon", text(OK + "A : b\r\n" + LENGTH + "\r\n" + DATA)),
        retried("field without a colon", text(OK + "A\r\n" + LENGTH + "\r\n" + DATA)),
        retried("field without a name", text(OK + ": b\r\n" + LENGTH + "\r\n" + DATA)),
        retried("empty lines first", text("\r\n\r\n" + GOOD)),
        // Answers that end too early.
        unasked("closes at once", CLOSE),
        unasked("resets at once", RESET),
        retried("closes without an answer", CLOSE),
        retried("resets without an answer", RESET),
        retried("closes in the status line", text("HTTP/1.1 2").then(CLOSE)),
        retried("closes in the header", text(OK + "A: ").then(CLOSE)),
        retried("closes before the body", text(OK + LENGTH + "\r\n").then(CLOSE)),
        retried("closes in the body", text(half(GOOD)).then(CLOSE)),
        retried("resets in the body", text(half(GOOD)).then(RESET)),
        retried("closes in a chunk", text(CHUNKED + "24\r\n{\"mess").then(CLOSE)),
        retried("closes before the last chunk", text(CHUNKED + chunkOnly()).then(CLOSE)),
        retried("closes in the trailer", text(CHUNKED + chunkOnly() + "0\r\nA: ").then(CLOSE)),
        // Answers that do not come, or never end because they drip.
        unasked("silent from the start", SILENCE),
        retried("silent", SILENCE),
        retried("silent in the status line", text("HTTP/1.1 2").then(SILENCE)),
        retried("silent in the header", text(OK + "A: ").then(SILENCE)),
        retried("silent in the body", text(half(GOOD)).then(SILENCE)),
        retried("silent between chunks", text(CHUNKED + chunkOnly()).then(SILENCE)),
        retried("silent after 100", text("HTTP/1.1 100 Continue\r\n\r\n").then(SILENCE)),
        retried("closes after 100", text("HTTP/1.1 100 Continue\r\n\r\n").then(CLOSE)),
        retried("silent after 101", switched().then(SILENCE)),
        retried("no HTTP after 101", switched().then(text("\201\5hello"))),
        retried("drips its status line", drips("HTTP/1.1 200 ")),
        retried("drips its header", drips(OK + "A: ")),
        retried("drips its body", drips(OK + "Content-Length: 1000\r\n\r\n")),
        retried("drips empty lines", drips("")),
        // Bytes that the client did not ask for, and odd fields.
        unasked("answers before it is asked", text(GOOD)),
        unasked("408 before it is asked", status("408 X", "Connection: close\r\n", "")),
        retried("408", status("408 X", "Connection: close\r\n", "").then(CLOSE)),
        retried("a second answer", text(GOOD + GOOD.replace("hostile", "second"))),
        retried("a second answer of 64 KiB", text(GOOD + GOOD.repeat(500))),
        retried("Connection: upgrade", ok("Connection: upgrade\r\nUpgrade: h2c\r\n", DATA)),
        retried("closes, and said so", ok("Connection: close\r\n", DATA).then(CLOSE)),
        retried("does not close, but said so", ok("Connection: close\r\n", DATA).then(SILENCE)),
        retried("Keep-Alive for ever", ok("Keep-Alive: timeout=99999999999999999999\r\n", DATA)),
        retried("Keep-Alive for less", ok("Keep-Alive: timeout=-1, max=x\r\n", DATA)),
        retried("cookies", ok("Set-Cookie: a=b; Domain=127.0.0.1\r\n".repeat(99), DATA)),
        retried("199 fields", ok("A: b\r\n".repeat(197), DATA)),
        retried("201 fields", ok("A: b\r\n".repeat(199), DATA)),
        retried("early hints", text("HTTP/1.1 103 X\r\nLink: </x>\r\n\r\n" + GOOD)),
        // Statuses.
        retried("204", text("HTTP/1.1 204 X\r\n\r\n")),
        retried("204 with a body", status("204 X", "", DATA)),
        retried("205 with a body", status("205 X", "", DATA)),
        retried("304 with a body", status("304 X", "", DATA)),
        retried("206", status("206 X", "Content-Range: bytes 0-1/9\r\n", "{}")),
        retried("300", status("300 X", "Location: /elsewhere\r\n", "")),
        retried("301", status("301 X", "Location: http://127.0.3.1:1/elsewhere\r\n", "")),
        retried("302", status("302 X", "Location: /elsewhere\r\n", "")),
        retried("303", status("303 X", "Location: //127.0.3.1/elsewhere\r\n", "")),
        retried("307 to nowhere", status("307 X", "", "")),
        retried("308 to a file", status("308 X", "Location: file:///etc/passwd\r\n", "")),
        retried(
            "Refresh", ok("Refresh: 0; url=/elsewhere\r\nContent-Location: /elsewhere\r\n", DATA)),
        retried("400", status("400 X", "", "{\"status\":400}")),
        retried("401", status("401 X", "WWW-Authenticate: Basic realm=\"a\"\r\n", "")),
        retried("401 Negotiate", status("401 X", "WWW-Authenticate: Negotiate\r\n", "")),
        retried("404 with HTML", status("404 X", "Content-Type: text/html\r\n", "<html></html>")),
        retried("407", status("407 X", "Proxy-Authenticate: Basic realm=\"a\"\r\n", "")),
        retried("421", status("421 X", "", "")),
        retried("426", status("426 X", "Upgrade: h2c\r\nConnection: upgrade\r\n", "")),
        retried("501", status("501 X", "", "")),
        retried("505", status("505 X", "", "")),
        retried("599", status("599 X", "", "")),
        retried("429 until before", status("429 X", "Retry-After: -1\r\n", "")),
        retried("429 for ever", status("429 X", "Retry-After: 99999999999999999999\r\n", "")),
        retried(
            "429 until a date",
            status("429 X", "Retry-After: Fri, 31 Dec 9999 23:59:59 GMT\r\n", "")),
        retried("429 until nonsense", status("429 X", "Retry-After: soon\r\nRetry-After:\r\n", "")),
        retried("503", status("503 X", "", "")),
        retried("503 until before", status("503 X", "Retry-After: -1\r\n", "")),
        retried("503 for ever", status("503 X", "Retry-After: 99999999999999999999\r\n", "")),
        retried(
            "503 since a date",
            status("503 X", "Retry-After: Thu, 01 Jan 1970 00:00:00 GMT\r\n", "")),
        retried("503 until nonsense", status("503 X", "Retry-After: \0\r\n", "")),
        // Bodies.
        retried("gzip that is none", ok("Content-Encoding: gzip\r\n", DATA)),
        retried("coding that nobody knows", ok("Content-Encoding: x\r\n", "nonsense")),
        large("gzip of 512 MiB", ok("Content-Encoding: gzip\r\n", zeros(512 * MEBI))),
        retried("gzip that breaks off", ok("Content-Encoding: gzip\r\n", half(zeros(MEBI)))),
        large("JSON of 2 MiB", json("{\"message\":\"%s\"}".formatted("x".repeat(2 * MEBI)))),
        large("spaces of 1 MiB", json(" ".repeat(MEBI))),
        large("number of 1 MB", json("{\"message\":%s}".formatted("9".repeat(1_000_000)))),
        retried("100,000 arrays in arrays", json("[".repeat(100_000))),
        retried("100,000 objects in objects", json("{\"message\":".repeat(80_000))),
        retried("arrays in what is not read", json("{\"x\":%s".formatted("[".repeat(100_000)))),
        retried("100,000 members", json("{" + "\"x\":1,".repeat(100_000) + "\"message\":\"m\"}")),
        retried(
            "member twice", json("{\"message\":\"a\",\"message\":\"m\",\"source\":\"hostile\"}")),
        retried("wrong types", json("{\"message\":[1],\"source\":{}}")),
        retried("empty object", json("{}")),
        retried("half an object", json(half(DATA))),
        retried("more than an object", json(DATA + DATA)),
        retried("null", json("null")),
        retried("array", json("[" + DATA + "]")),
        retried("empty", json("")),
        retried("NaN", json("{\"message\":NaN,\"source\":Infinity}")),
        retried("no UTF-8", json("{\"message\":\"\377\376\300\",\"source\":\"hostile\"}")),
        retried("half a surrogate", json("{\"message\":\"\\ud800\",\"source\":\"hostile\"}")),
        retried("byte order mark", json("\357\273\277" + DATA)),
        retried("UTF-16", json(new String(DATA.getBytes(UTF_16), ISO_8859_1))),
        retried("HTML", status("200 OK", "Content-Type: text/html\r\n", "<html>It works!</html>")),
        retried("HTML that is said to be JSON", json("<html>It works!</html>")),
        retried(
            "JSON that is said to be HTML", status("200 OK", "Content-Type: text/html\r\n", DATA)),
        retried("no type", status("200 OK", "", DATA)),
        retried("type that is none", status("200 OK", "Content-Type: ;;;/\r\n", DATA)),
        retried(
            "charset that is none",
            status("200 OK", "Content-Type: application/json;charset=x\r\n", DATA)),
        retried(
            "two types",
            status("200 OK", "Content-Type: text/html\r\nContent-Type: a/b\r\n", DATA)),
        retried(
            "event stream", status("200 OK", "Content-Type: text/event-stream\r\n", "data: x\n\n")),
        retried("multipart", status("200 OK", "Content-Type: multipart/mixed\r\n", "--x\r\n")));
  }

  private static HostileMode retried(String name, Play play) {
    return new HostileMode(name, false, false, play);
  }

  private static HostileMode large(String name, Play play) {
    return new HostileMode(name, true, false, play);
  }

  private static HostileMode unasked(String name, Play play) {
    return new HostileMode(name, false, true, play);
  }

  private static Play text(String latin1) {
    return connection -> connection.getOutputStream().write(latin1.getBytes(ISO_8859_1));
  }

  private static Play ok(String fields, String body) {
    return status("200 OK", "Content-Type: application/json\r\n" + fields, body);
  }

  private static Play json(String body) {
    return ok("", body);
  }

  private static Play status(String status, String fields, String body) {
    return text(
        "HTTP/1.1 %s\r\n%sContent-Length: %d\r\n\r\n%s"
            .formatted(status, fields, body.length(), body));
  }

  private static Play switched() {
    return text("HTTP/1.1 101 X\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n");
  }

  private static Play endless(String begin, String part) {
    byte[] parts = part.repeat((1 << 16) / part.length()).getBytes(ISO_8859_1);
    return text(begin)
        .then(
            connection -> {
              for (int sent = 0; sent < ENDLESS; sent += parts.length) {
                connection.getOutputStream().write(parts);
              }
              connection.close();
            });
  }

  private static Play drips(String begin) {
    return text(begin)
        .then(
            connection -> {
              for (int drop = 0; drop < DRIPS; drop++) {
                connection.getOutputStream().write(begin.isEmpty() ? '\n' : 'x');
                TimeUnit.MILLISECONDS.sleep(DRIP_MILLIS);
              }
              connection.close();
            });
  }

  private static String chunkOnly() {
    return Integer.toHexString(DATA.length()) + "\r\n" + DATA + "\r\n";
  }

  private static String chunk() {
    return chunkOnly() + LAST_CHUNK;
  }

  private static String half(String text) {
    return text.substring(0, text.length() - DATA.length() / 2);
  }

  private static String zeros(int bytes) {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(zipped)) {
      for (int written = 0; written < bytes; written += MEBI) {
        out.write(new byte[MEBI]);
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return zipped.toString(ISO_8859_1);
  }

  @Override
  public String toString() {
    return name;
  }
}
