package local.microservice.discovery.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.MalformedURLException;
import java.net.URI;
import org.junit.jupiter.api.Test;

class StorkUrlsTest {

  @Test
  void anAddressOfAServiceIsAlsoAUrl() throws Exception {
    URI address = URI.create("stork://my_things");

    assertThat(address.toURL().toURI()).isEqualTo(address);
  }

  @Test
  void nobodyOpensAnAddressOfAService() throws Exception {
    assertThatThrownBy(URI.create("stork://greeter").toURL()::openStream)
        .hasMessage("stork://greeter is for MicroProfile Rest Clients only");
  }

  @Test
  void otherProtocolsStayAsTheyAre() {
    assertThatThrownBy(URI.create("storks://greeter")::toURL)
        .isInstanceOf(MalformedURLException.class);
  }
}
