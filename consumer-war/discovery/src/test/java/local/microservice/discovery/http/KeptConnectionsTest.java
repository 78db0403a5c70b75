package local.microservice.discovery.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import local.microservice.discovery.config.SettingsReader;
import local.microservice.discovery.fixtures.MapConfig;
import local.microservice.discovery.fixtures.TestProvider;
import local.microservice.discovery.fixtures.TestService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where the connections lead. {@link ConnectionsIT} tests the rest. */
class KeptConnectionsTest {

  private TestProvider provider;

  @BeforeEach
  void start() throws IOException {
    provider = new TestProvider("127.0.0.1", 0);
  }

  @AfterEach
  void stop() throws IOException {
    provider.close();
  }

  private Answer get(String name, InetAddress ip) throws IOException {
    Endpoint endpoint = new Endpoint("http", name, ip, provider.port());
    try (Connections connections =
        new KeptConnections(
            endpoint, SettingsReader.of(new MapConfig(), "provider").connection())) {
      long now = System.nanoTime();
      return connections.send(
          new Exchange(
              TestService.GET.request(),
              Map.of("traceparent", "1"),
              now,
              now + Long.MAX_VALUE / 2,
              true,
              System::nanoTime));
    }
  }

  @Test
  void leadToTheAddressUnderTheNameThatLedToIt() throws Exception {
    assertThat(get("name.test", InetAddress.getByName("127.0.0.1")).status()).isEqualTo(200);

    assertThat(provider.lastHead())
        .contains("\r\nHost: name.test:" + provider.port() + "\r\n", "\r\ntraceparent: 1\r\n");
  }

  @Test
  void leadWhereverTheNameLeadsWhereThereIsNoAddress() throws Exception {
    assertThat(get("127.0.0.1", null).status()).isEqualTo(200);

    assertThat(provider.lastHead()).contains("\r\nHost: 127.0.0.1:" + provider.port() + "\r\n");
  }

  @Test
  void leadNowhereWhereTheNameIsNone() {
    assertThatThrownBy(() -> get("none.invalid", null)).isInstanceOf(UnknownHostException.class);
  }
}
