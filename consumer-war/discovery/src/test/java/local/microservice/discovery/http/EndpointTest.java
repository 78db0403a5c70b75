package local.microservice.discovery.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointTest {

  private static Endpoint at(String name, String ip) throws Exception {
    return new Endpoint("http", name, InetAddress.getByName(ip), 81);
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, http, false, http://127.0.0.1:81",
    "127.0.0.1, https, true, https://127.0.0.1:81",
    "0:0:0:0:0:0:0:1, http, false, http://[0:0:0:0:0:0:0:1]:81"
  })
  void isKnownByItsAddress(String host, String scheme, boolean secure, String address)
      throws Exception {
    Endpoint endpoint = new Endpoint(scheme, "name.test", InetAddress.getByName(host), 81);

    assertThat(endpoint).hasToString(address);
    assertThat(endpoint.host()).isEqualTo(host);
    assertThat(endpoint.name()).isEqualTo("name.test");
    assertThat(endpoint.port()).isEqualTo(81);
    assertThat(endpoint.isSecure()).isEqualTo(secure);
  }

  @Test
  void isKnownByItsNameWhereThereIsNoAddress() {
    Endpoint unresolved = new Endpoint("https", "127.0.0.9", null, 81);

    assertThat(unresolved).hasToString("https://127.0.0.9:81");
    assertThat(unresolved.host()).isEqualTo("127.0.0.9");
  }

  @Test
  void countsOnceForEachAddressByThePreferredNameOrTheFirst() throws Exception {
    Endpoint one = at("one.test", "10.0.0.1");
    Endpoint two = at("two.test", "10.0.0.1");
    Endpoint other = at("other.test", "10.0.0.2");
    List<Endpoint> found = List.of(one, other, two);

    assertThat(Endpoint.oneForEachAddress(found, each -> false)).containsExactly(one, other);
    assertThat(Endpoint.oneForEachAddress(found, two::equals)).containsExactly(two, other);
  }
}
