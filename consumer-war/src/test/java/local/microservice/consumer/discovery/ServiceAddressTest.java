package local.microservice.consumer.discovery;

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
        "http://a b"
      })
  void refusesAnythingElse(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> ServiceAddress.parseList(text));
    assertThat(ServiceAddress.isList(text)).isFalse();
  }
}
