package local.microservice.discovery.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceAddressTest {

  @Test
  void readsAddressesSeparatedByCommas() {
    assertThat(ServiceAddress.parseList("http://a:8080, https://b,HTTP://[::1]:81"))
        .containsExactly(
            new ServiceAddress("http", "a", 8080),
            new ServiceAddress("https", "b", 443),
            new ServiceAddress("http", "::1", 81));
  }

  @Test
  void takesPort80ForHttpWithoutAPort() {
    assertThat(ServiceAddress.parseList("http://provider-service"))
        .containsExactly(new ServiceAddress("http", "provider-service", 80));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 65535})
  void takesEveryPortThatThereIs(int port) {
    String text = "http://a:" + port;

    assertThat(ServiceAddress.parseList(text))
        .containsExactly(new ServiceAddress("http", "a", port));
    assertThat(ServiceAddress.isList(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "my_host",
        "my_stack_provider",
        "tasks.my_service",
        "my_stack_provider.1.x8y9",
        "_dev",
        "provider.default.svc.cluster.local.",
        "127.0.0.1",
        "a.1",
        "1a"
      })
  void takesEveryNameThatTheResolverTakes(String host) {
    assertThat(ServiceAddress.parseList("http://" + host + ",https://" + host + ":8443"))
        .containsExactly(
            new ServiceAddress("http", host, 80), new ServiceAddress("https", host, 8443));
  }

  @ParameterizedTest
  @ValueSource(strings = {"::1", "::ffff:10.0.0.1", "fe80::1%eth0"})
  void takesEveryKindOfIpv6Literal(String literal) {
    assertThat(ServiceAddress.parseList("http://[" + literal + "]:8080"))
        .containsExactly(new ServiceAddress("http", literal, 8080));
  }

  @Test
  void calledWithoutTheRootsDotThoughItIsLookedUpWithIt() {
    ServiceAddress rooted = ServiceAddress.parseList("http://a.b.").get(0);

    assertThat(rooted.host()).isEqualTo("a.b.");
    assertThat(rooted.name()).isEqualTo("a.b");
    assertThat(new ServiceAddress("http", "a.b", 80).name()).isEqualTo("a.b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        ",",
        "http://a,",
        "provider",
        "provider:80",
        "http://",
        "http://:80",
        "ftp://a",
        "http://a/",
        "http://a/data",
        "http://a?x=1",
        "http://a#x",
        "http://user@a",
        "http://a:0",
        "http://a:65536",
        "http://a:9999999999",
        "http://a:b",
        "http://a:80:81",
        "http://a b",
        "http://.",
        "http://a..b",
        "http://-a",
        "http://300.1.1.1",
        "http://1.2.3",
        "http://a%20b",
        "http://a$b",
        "http://user@my_host",
        "http://my_host/data",
        "http://my_host:0",
        "http://[1::2::3]",
        "http://[::1]x",
        "http://[my_host]",
        "http:my_host",
        "http:///data"
      })
  void refusesAnythingElse(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> ServiceAddress.parseList(text));
    assertThat(ServiceAddress.isList(text)).isFalse();
  }
}
