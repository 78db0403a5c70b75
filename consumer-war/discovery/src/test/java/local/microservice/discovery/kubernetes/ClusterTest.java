package local.microservice.discovery.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "provider-headless",
        "provider-headless.",
        "provider-headless.shop",
        "provider-headless.shop.svc",
        "provider-headless.shop.svc.cluster.local",
        "provider-headless.shop.svc.cluster.local."
      })
  void knowsEveryNameOfAService(String host) {
    assertThat(Cluster.service(host, "shop")).contains("provider-headless");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.0.1",
        "fd00::1",
        "provider-headless.other",
        "provider-headless.other.svc.cluster.local",
        "pod.provider-headless.shop.svc.cluster.local",
        "www.example.com",
        "my_host",
        "-x",
        "7up"
      })
  void leavesOtherHostsToNames(String host) {
    assertThat(Cluster.service(host, "shop")).isEmpty();
  }
}
