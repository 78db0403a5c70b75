package local.microservice.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import local.microservice.harness.Probes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tries to get past a proxy that lets in only the paths under a prefix. */
@Hostile
class ProxyIT {

  /** Length 0, type 4 (SETTINGS), no flags, stream 0: RFC 9113, section 6.5. */
  private static final String SETTINGS = "\0\0\0\4\0\0\0\0\0";

  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + SETTINGS;

  private static HaProxy proxy;
  private static final Tally TALLY = new Tally("ways past a proxy");

  @BeforeAll
  static void start(Services services) throws Exception {
    if (!HaProxy.isThere()) {
      String reason = "ProxyIT: skipped, there is no haproxy";
      System.out.println(reason);
      assumeTrue(false, reason);
    }
    proxy = new HaProxy(services.providerPort(), services.consumerPort());
  }

  @AfterAll
  static void stop(Services services) throws Exception {
    if (proxy != null) {
      proxy.close();
      System.out.println(TALLY);
      assertThat(services.probes()).extracting(Probes::failed).containsOnly(0);
    }
  }

  @Test
  void letsInThePublicApi() throws Exception {
    for (String path : List.of("/consumer/fetch", "/provider/data", "/provider/health")) {
      assertThat(get(proxy.port(), path).status()).isEqualTo(200);
    }
    for (String path : List.of("/discovery", "/metrics", "/consumers", "/")) {
      assertThat(get(proxy.port(), path).status()).isEqualTo(404);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/consumer/health", "/provider/health"})
  void noRequestHidesInAConnectionThatIsTurnedIntoHttp2(String allowed) throws Exception {
    String upgrade =
        "GET %s HTTP/1.1\r\nHost: a\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n"
            + "Connection: Upgrade, HTTP2-Settings\r\n\r\n";
    for (String hidden : List.of("/discovery", "/metrics", "/faults")) {
      try (Wire wire = new Wire(proxy.port())) {
        wire.send(upgrade.formatted(allowed));
        Wire.Answer answer = wire.read();
        TALLY.answered(answer.status());
        assertThat(answer.status()).isEqualTo(200);

        wire.send(PREFACE + get(hidden));
        assertThat(wire.rest())
            .doesNotContain(SETTINGS)
            .doesNotContain("instances", "http_server", "delay");
      }
    }
  }

  /** A GET on stream 3 with the fields of HPACK's static table: RFC 7541, appendix A. */
  private static String get(String path) {
    String fields = "\u0082\u0086\1\1a\4" + (char) path.length() + path;
    return "\0\0" + (char) fields.length() + "\1\5\0\0\0\3" + fields;
  }

  private static final List<String> OPERATORS =
      List.of("discovery", "metrics", "faults", "openapi", "health/live");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/%s/../%s",
        "/%s/..;/%s",
        "/%s/..;x=y/%s",
        "/%s/;/../%s",
        "/%s/%%2e%%2e/%s",
        "/%s/.%%2e/%s",
        "/%s/%%2e%%2e%%2f%s",
        "/%s/..%%2f%s",
        "/%s%%2f..%%2f%s",
        "/%s/%%252e%%252e/%s",
        "/%s/..%%252f%s",
        "/%s/%%c0%%ae%%c0%%ae/%s",
        "/%s/..%%c0%%af%s",
        "/%s/%%uff0e%%uff0e/%s",
        "/%s/..%%5c%s",
        "/%s/..\\%s",
        "/%s\\..\\%s",
        "/%s/./../%s",
        "/%s//../%s",
        "/%s/fetch/../../%s",
        "/%s/x/../../../%s",
        "/%s/../../../%s",
        "/%s/./%s",
        "/%s//%s",
        "/%s///%s",
        "/%s/%%2f%s",
        "/%s/%%5c%s",
        "/%s/;/%s",
        "/%s/;x=y/%s",
        "/%s;/%s",
        "/%s;x=y/%s",
        "/%s/%s;x=y",
        "/%s/%%00/%s",
        "/%s/%%00../%s",
        "/%s/..%%00/%s",
        "/%s/%%09../%s",
        "/%s/..%%20/%s",
        "/%s/.. /%s",
        "/%s/...//%s",
        "/%s/?/../../%s",
        "/%s/#/../../%s",
        "/%s/%%23/../../%s",
        "/%s/%%3f/../../%s",
        "//%s/../%s",
        "/./%s/../%s",
        "/x/../%s/../%s",
        "http://a/%s/../%s",
        "http://a/%s/..;/%s",
        "http://%s/%s",
        "http:/%s/%s",
        "a:/%s/%s",
        "%s/../%s",
        "*/%s/../%s",
      })
  void noPathLeadsFromAPrefixToWhatIsForOperators(String form, Services services) throws Exception {
    TALLY.mode();
    List<String> reached = new ArrayList<>();
    for (String operator : OPERATORS) {
      String consumer = form.formatted("consumer", operator);
      String provider = form.formatted("provider", operator);
      reached.addAll(reached(proxy.port(), consumer));
      reached.addAll(reached(proxy.port(), provider));
      if (form.startsWith("/")) {
        reached.addAll(reached(services.consumerPort(), consumer));
        reached.addAll(reached(services.providerPort(), provider));
      }
    }
    assertThat(reached).isEmpty();
  }

  private static List<String> reached(int port, String path) throws Exception {
    Wire.Answer answer = get(port, path);
    TALLY.answered(answer.status());
    return answer.isRefusal() ? List.of() : List.of(port + " " + path + ": " + answer);
  }

  private static Wire.Answer get(int port, String path) throws Exception {
    try (Wire wire = new Wire(port)) {
      wire.send("GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
      return wire.read();
    }
  }
}
