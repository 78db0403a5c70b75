package local.microservice.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import local.microservice.harness.Probes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests that only a hostile client sends. */
@Hostile
class HostileRequestsIT {

  /**
   * Words that would reveal the server or its libraries. One is allowed: Liberty itself answers a
   * path that it cannot decode, and puts CWWWC0005I into that answer. No application and no setting
   * can change this answer.
   */
  private static final Pattern INSIDE =
      Pattern.compile(
          "(?i)liberty|websphere|ibm|resteasy|\\bjava|jakarta|exception|\\tat"
              + " |\\$WS|SRVE\\d|CWW(?!WC0005I)[A-Z]{1,3}\\d");

  private static final String NEXT = "GET /health HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final int KIBI = 1024;

  private static final Tally TALLY = new Tally("hostile requests");

  /**
   * A request.
   *
   * @param name what is odd about the request
   * @param text the whole request; {@code $P} stands for the path of the service's data
   */
  private record Odd(String name, String text) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final List<Odd> REQUESTS =
      List.of(
          // Methods.
          line("TRACE", "TRACE $P HTTP/1.1"),
          line("CONNECT", "CONNECT a:443 HTTP/1.1"),
          line("CONNECT to a path", "CONNECT $P HTTP/1.1"),
          line("PROPFIND", "PROPFIND $P HTTP/1.1"),
          line("PURGE", "PURGE $P HTTP/1.1"),
          line("method in lower case", "get $P HTTP/1.1"),
          line("no method", " $P HTTP/1.1"),
          line("method of 8 KiB", "M".repeat(8 * KIBI) + " $P HTTP/1.1"),
          line("method of punctuation", "!#$%&'*+-.^_`|~ $P HTTP/1.1"),
          line("method with NUL", "G\0T $P HTTP/1.1"),
          line("method in Latin 1", "G\u00cbT $P HTTP/1.1"),
          line("OPTIONS *", "OPTIONS * HTTP/1.1"),
          line("GET *", "GET * HTTP/1.1"),
          line("PATCH", "PATCH $P HTTP/1.1"),
          line("DELETE", "DELETE $P HTTP/1.1"),
          // Request lines.
          new Odd("HTTP/0.9", "GET $P\r\n"),
          new Odd("HTTP/1.0", "GET $P HTTP/1.0\r\n\r\n"),
          line("HTTP/1.2", "GET $P HTTP/1.2"),
          line("HTTP/2.0", "GET $P HTTP/2.0"),
          line("HTTP/9.9", "GET $P HTTP/9.9"),
          line("HTTP/11", "GET $P HTTP/11"),
          line("http/1.1", "GET $P http/1.1"),
          line("no HTTP", "GET $P SIP/2.0"),
          line("no target", "GET HTTP/1.1"),
          line("two targets", "GET $P $P HTTP/1.1"),
          line("two spaces", "GET  $P  HTTP/1.1"),
          line("tabs", "GET\t$P\tHTTP/1.1"),
          line("target without a slash", "GET data HTTP/1.1"),
          line("target with another host", "GET http://b$P HTTP/1.1"),
          line("target with a user", "GET http://u:p@a$P HTTP/1.1"),
          line("target with an odd port", "GET http://a:999999$P HTTP/1.1"),
          line("target with a fragment", "GET $P#x HTTP/1.1"),
          line("target in Latin 1", "GET $P/\u00ff HTTP/1.1"),
          line("target with NUL", "GET $P/\0 HTTP/1.1"),
          line("target with an escaped NUL", "GET $P/%00 HTTP/1.1"),
          line("target with half an escape", "GET $P/%f HTTP/1.1"),
          new Odd("path that is no escape", "GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n"),
          new Odd("path above the root", "GET /.. HTTP/1.1\r\nHost: a\r\n\r\n"),
          line("target of 64 KiB", "GET $P/" + "x".repeat(64 * KIBI) + " HTTP/1.1"),
          line("target of 10,000 folders", "GET $P" + "/x".repeat(10_000) + " HTTP/1.1"),
          new Odd("bare LF", "GET $P HTTP/1.1\nHost: a\n\n"),
          new Odd("bare CR", "GET $P HTTP/1.1\rHost: a\r\r"),
          new Odd("empty lines first", "\r\n\r\n\r\nGET $P HTTP/1.1\r\nHost: a\r\n\r\n"),
          new Odd("empty lines alone", "\r\n".repeat(1000)),
          new Odd("TLS", "\26\3\1\0\5\1\0\0\1\0"),
          new Odd("SSH", "SSH-2.0-OpenSSH_9.2\r\n"),
          new Odd("SMTP", "EHLO a\r\nMAIL FROM:<a@b>\r\n"),
          new Odd(
              "PROXY", "PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\nGET $P HTTP/1.1\r\nHost: a\r\n\r\n"),
          new Odd("NUL bytes", "\0".repeat(10_000)),
          new Odd("64 KiB without a line", "x".repeat(64 * KIBI)),
          // Hosts.
          new Odd("no Host", "GET $P HTTP/1.1\r\n\r\n"),
          new Odd("two Hosts", "GET $P HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
          host("empty Host", ""),
          host("Host with a space", "a b"),
          host("Host with a path", "a/../b"),
          host("Host with a user", "u@a"),
          host("Host with an odd port", "a:999999"),
          host("Host with letters for a port", "a:b"),
          host("Host with half an address", "[::1"),
          host("Host of markup", "<script>alert(1)</script>"),
          host("Host in Latin 1", "\u00ff"),
          host("Host of 8 KiB", "a".repeat(8 * KIBI)),
          // Lengths and chunks. The server must not take the text hidden in a body for a request.
          body("length twice", "Content-Length: 2\r\nContent-Length: 2\r\n", "{}"),
          body("two lengths", "Content-Length: 2\r\nContent-Length: 9\r\n", "{}"),
          body("list of lengths", "Content-Length: 2, 2\r\n", "{}"),
          body("negative length", "Content-Length: -1\r\n", "{}"),
          body("length with a sign", "Content-Length: +2\r\n", "{}"),
          body("length in letters", "Content-Length: 0x2\r\n", "{}"),
          body("length that is too much", "Content-Length: 99999999999999999999\r\n", "{}"),
          body("empty length", "Content-Length: \r\n", ""),
          body("length without its body", "Content-Length: 10\r\n", ""),
          smuggled(
              "length before chunks",
              "Content-Length: $L\r\nTransfer-Encoding: chunked\r\n",
              "0\r\n\r\n"),
          smuggled(
              "chunks before length",
              "Transfer-Encoding: chunked\r\nContent-Length: $L\r\n",
              "0\r\n\r\n"),
          smuggled("length of nothing", "Content-Length: 0\r\nContent-Length: $L\r\n", ""),
          smuggled(
              "chunks that are not", "Transfer-Encoding: xchunked\r\nContent-Length: $L\r\n", ""),
          smuggled(
              "chunks with a tab",
              "Transfer-Encoding:\tchunked\r\nContent-Length: $L\r\n",
              "0\r\n\r\n"),
          smuggled(
              "chunks folded",
              "Transfer-Encoding:\r\n chunked\r\nContent-Length: $L\r\n",
              "0\r\n\r\n"),
          smuggled(
              "chunks with a space",
              "Transfer-Encoding : chunked\r\nContent-Length: $L\r\n",
              "0\r\n\r\n"),
          smuggled(
              "chunks twice",
              "Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\nContent-Length: $L\r\n",
              "0\r\n\r\n"),
          smuggled(
              "chunks, then identity",
              "Transfer-Encoding: chunked, identity\r\nContent-Length: $L\r\n",
              "0\r\n\r\n"),
          smuggled(
              "chunks after a bell",
              "Transfer-Encoding: \7chunked\r\nContent-Length: $L\r\n",
              "0\r\n\r\n"),
          chunked("chunk size in letters", "zz\r\n{}\r\n0\r\n\r\n"),
          chunked("negative chunk size", "-2\r\n{}\r\n0\r\n\r\n"),
          chunked("chunk size that is too much", "ffffffffffffffffff\r\n{}\r\n"),
          chunked("chunk size with an extension", "2;x=\"\r\n{}\r\n0\r\n\r\n"),
          chunked("chunk size of 64 KiB", "0".repeat(64 * KIBI) + "\r\n\r\n"),
          chunked("chunk without its end", "2\r\n{}0\r\n\r\n"),
          chunked("trailer of 64 KiB", "0\r\nA: " + "x".repeat(64 * KIBI) + "\r\n\r\n"),
          chunked("trailer with a length", "0\r\nContent-Length: 99\r\nHost: b\r\n\r\n"),
          new Odd(
              "chunks in HTTP/1.0",
              "GET $P HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
          // Header fields.
          field("field without a colon", "A"),
          field("field without a name", ": b"),
          field("space before the colon", "A : b"),
          field("space before the name", " A: b"),
          field("folded field", "A: b\r\n c"),
          field("field with NUL", "A: \0"),
          field("field with CR", "A: b\rHost: c"),
          field("field in Latin 1", "\u00c4: \u00ff"),
          field("field of punctuation", "(),/:;<=>?@[\\]{}: b"),
          field("field of 32 KiB", "A: " + "x".repeat(32 * KIBI)),
          field("field of 100 KiB", "A: " + "x".repeat(100 * KIBI)),
          field("field name of 100 KiB", "A".repeat(100 * KIBI) + ": b"),
          field("10,000 fields", "A: b\r\n".repeat(10_000) + "A: b"),
          field("private fields", "$WSSC: https\r\n$WSPC: x\r\n$WSRA: \0\r\n$WSSN: b\r\n$WSIS: x"),
          field("cookies of 16 KiB", "Cookie: " + "a=b; ".repeat(3 * KIBI)),
          field("odd cookies", "Cookie: $Version=1; =; a=\"; ;;;\u00ff"),
          field("forwarded", "X-Forwarded-For: \0,,\r\nX-Forwarded-Proto: x\r\nForwarded: for=\";"),
          field("other method", "X-HTTP-Method-Override: DELETE"),
          field(
              "trace", "traceparent: 00-x\r\ntracestate: =,=,=\r\nbaggage: " + "a=b,".repeat(1000)),
          field("login", "Authorization: Basic \u00ff\r\nProxy-Authorization: Negotiate ==="),
          field("Connection", "Connection: Host, Content-Length, \u00ff,,"),
          field(
              "Upgrade to WebSocket",
              "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x"),
          field("Upgrade to TLS", "Connection: Upgrade\r\nUpgrade: TLS/1.0"),
          field("TE", "TE: trailers, \u00ff;q=9"),
          field("Range", "Range: bytes=0-0"),
          field("Range backwards", "Range: bytes=9-1"),
          field("1,000 ranges", "Range: bytes=" + "0-,".repeat(1000)),
          field("odd dates", "If-Modified-Since: yesterday\r\nIf-Unmodified-Since: \u00ff"),
          field("odd tags", "If-Match: \"\r\nIf-None-Match: W/"),
          field("odd encodings", "Accept-Encoding: \u00ff;;q=9, gzip;q=x"),
          field("odd languages", "Accept-Language: \u00ff;;q=9"),
          field("10,000 languages", "Accept-Language: " + "a,".repeat(10_000)),
          field("odd charsets", "Accept-Charset: \u00ff, x;q=zz"),
          field("empty Accept", "Accept:"),
          field("odd Accept", "Accept: ///;q=zz"),
          field("Accept of commas", "Accept: ,,,;;;"),
          field("Accept of half a quote", "Accept: application/json;a=\""),
          field("Accept with an odd charset", "Accept: application/json;charset=x"),
          field("Accept of 5,000", "Accept: " + "a/b,".repeat(5_000)),
          field("odd Content-Type", "Content-Type: ;;;"),
          field("Content-Type with an odd charset", "Content-Type: application/json;charset=x"),
          body("odd type of a body", "Content-Type: ;;;\r\nContent-Length: 2\r\n", "{}"),
          body(
              "odd charset of a body",
              "Content-Type: application/json;charset=x\r\nContent-Length: 2\r\n",
              "{}"),
          body("odd coding of a body", "Content-Encoding: x\r\nContent-Length: 2\r\n", "{}"),
          body("gzip that is none", "Content-Encoding: gzip\r\nContent-Length: 2\r\n", "{}"),
          body(
              "form",
              "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 7\r\n",
              "%zz=%&="),
          body(
              "multipart", "Content-Type: multipart/form-data\r\nContent-Length: 5\r\n", "--x\r\n"),
          body("8 MiB", "Content-Length: 8388608\r\n", "x".repeat(8192 * KIBI)),
          body("Expect", "Expect: 100-continue\r\nContent-Length: 2\r\n", "{}"),
          body("Expect, and no body", "Expect: 100-continue\r\nContent-Length: 2\r\n", ""),
          body("Expect something else", "Expect: 999-x\r\nContent-Length: 2\r\n", "{}"),
          // Queries.
          query("bar", "|"),
          query("caret", "^"),
          query("bracket", "["),
          query("braces", "{x}"),
          query("half an escape", "%"),
          query("no escape", "%zz"),
          query("escaped NUL", "%00"),
          query("no UTF-8", "%ff%fe"),
          query("Latin 1", "\u00ff"),
          query("quotes", "\"'`"),
          query("markup", "<script>"),
          query("backslash", "\\..\\"),
          query("second query", "?a=b?&&==&"),
          query("lookup", "${jndi:ldap://127.0.0.1/x}"),
          query("32 KiB", "x".repeat(32 * KIBI)),
          query("5,000 parameters", "a=b&".repeat(5_000)));

  private static Odd line(String name, String line) {
    return new Odd(name, line + "\r\nHost: a\r\n\r\n");
  }

  private static Odd host(String name, String host) {
    return new Odd(name, "GET $P HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
  }

  private static Odd field(String name, String field) {
    return new Odd(name, "GET $P HTTP/1.1\r\nHost: a\r\n" + field + "\r\n\r\n");
  }

  private static Odd query(String name, String query) {
    return new Odd("query of " + name, "GET $P?" + query + " HTTP/1.1\r\nHost: a\r\n\r\n");
  }

  private static Odd body(String name, String fields, String body) {
    return new Odd(name, "GET $P HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n" + body);
  }

  private static Odd chunked(String name, String chunks) {
    return body(name, "Transfer-Encoding: chunked\r\n", chunks);
  }

  /**
   * Hides a second request in the first one: a server that reads the first one's length in another
   * way takes it for a request.
   */
  private static Odd smuggled(String name, String fields, String before) {
    String hidden = before + "GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n";
    return body(name, fields.replace("$L", Integer.toString(hidden.length())), hidden);
  }

  static Stream<Odd> requests() {
    return REQUESTS.stream();
  }

  @AfterAll
  static void tell(Services services) {
    System.out.println(TALLY);
    assertThat(services.probes()).extracting(Probes::failed).containsOnly(0);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("requests")
  void isAnsweredAsTheCallersOwnMistakeAtMost(Odd odd, Services services) throws Exception {
    TALLY.mode();
    send(odd.text.replace("$P", "/consumer/fetch"), services.consumerPort());
    send(odd.text.replace("$P", "/provider/data"), services.providerPort());
  }

  private static void send(String text, int port) throws Exception {
    try (Wire wire = new Wire(port)) {
      wire.send(text);
      Wire.Answer answer = wire.read();
      assertHarmless(answer);
      wire.send(NEXT);
      Wire.Answer next = wire.read();
      assertHarmless(next);
      if (next.status() == 200) {
        assertThat(next.body()).contains("healthy");
      }
    }
  }

  private static void assertHarmless(Wire.Answer answer) {
    TALLY.answered(answer.status());
    assertThat(answer.isRefusal() || answer.status() < 500).as(answer.toString()).isTrue();
    assertThat(answer.head() + answer.body()).doesNotContainPattern(INSIDE);
  }

  @Test
  void hundredsThatDoNotEndHoldUpNobody(Services services) throws Exception {
    List<Wire> wires = new ArrayList<>();
    try {
      for (int port : new int[] {services.providerPort(), services.consumerPort()}) {
        for (int each = 0; each < 300; each++) {
          Wire wire = new Wire(port);
          wires.add(wire);
          wire.send("POST /health HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n");
          wire.send(each % 2 == 0 ? "A" : "\r\n{");
        }
        try (Wire wire = new Wire(port)) {
          wire.send(NEXT);
          assertThat(wire.read().status()).isEqualTo(200);
        }
      }
    } finally {
      for (Wire wire : wires) {
        wire.close();
      }
    }
  }
}
