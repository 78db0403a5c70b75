package local.microservice.consumer.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.stork.api.ServiceDiscovery;
import io.smallrye.stork.api.ServiceInstance;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import local.microservice.consumer.discovery.DiscoverySettings.AddressFamily;
import org.junit.jupiter.api.Test;

class AddressDiscoveryTest {

  private final Map<String, List<String>> names = new ConcurrentHashMap<>();
  private final AtomicReference<String> list = new AtomicReference<>();

  private InetAddress[] lookup(String host) throws UnknownHostException {
    List<String> literals = names.get(host);
    if (literals == null) {
      return InetAddress.getAllByName(host);
    }
    InetAddress[] found = new InetAddress[literals.size()];
    for (int i = 0; i < found.length; i++) {
      found[i] = InetAddress.getByName(literals.get(i));
    }
    return found;
  }

  private AddressDiscovery discovery(AddressFamily family) {
    return new AddressDiscovery(list::get, family, this::lookup);
  }

  private static List<String> resolve(AddressDiscovery discovery) {
    return addresses(discovery.getServiceInstances().await().indefinitely());
  }

  private static List<String> addresses(List<ServiceInstance> instances) {
    return instances.stream().map(Instance::address).toList();
  }

  @Test
  void countsEveryAddressOfEveryName() {
    names.put("a.test", List.of("10.0.0.1", "10.0.0.2"));
    names.put("b.test", List.of("10.0.1.1"));
    list.set("http://a.test:8080, https://b.test");

    assertThat(resolve(discovery(AddressFamily.PREFER_IPV4)))
        .containsExactly("http://10.0.0.1:8080", "http://10.0.0.2:8080", "https://10.0.1.1:443");
  }

  @Test
  void countsADualStackInstanceOnce() {
    names.put("dual.test", List.of("10.0.0.1", "fd00::1"));
    list.set("http://dual.test:80");

    assertThat(resolve(discovery(AddressFamily.PREFER_IPV4))).containsExactly("http://10.0.0.1:80");
    assertThat(resolve(discovery(AddressFamily.PREFER_IPV6)))
        .containsExactly("http://[fd00:0:0:0:0:0:0:1]:80");
  }

  @Test
  void takesTheOtherKindWhereThereIsNoneOfTheWanted() {
    names.put("six.test", List.of("fd00::1"));
    names.put("four.test", List.of("10.0.0.1"));
    list.set("http://six.test:80,http://four.test:80");

    assertThat(resolve(discovery(AddressFamily.PREFER_IPV4)))
        .isEqualTo(resolve(discovery(AddressFamily.PREFER_IPV6)))
        .containsExactly("http://[fd00:0:0:0:0:0:0:1]:80", "http://10.0.0.1:80");
  }

  @Test
  void takesAnIpv6Literal() {
    list.set("http://[::1]:8080");

    assertThat(resolve(discovery(AddressFamily.PREFER_IPV4)))
        .containsExactly("http://[0:0:0:0:0:0:0:1]:8080");
  }

  @Test
  void keepsTheLastGoodAddressesOfANameThatFailsOrIsEmpty() {
    names.put("a.test", List.of("10.0.0.1"));
    names.put("b.test", List.of("10.0.1.1"));
    list.set("http://a.test:80,http://b.test:80");
    AddressDiscovery discovery = discovery(AddressFamily.PREFER_IPV4);
    resolve(discovery);

    names.put("a.test", List.of());
    names.put("b.test", List.of("10.0.1.2"));

    assertThatThrownBy(() -> resolve(discovery))
        .hasMessage("no address is known for a.test")
        .isInstanceOfSatisfying(
            PartialResolutionException.class,
            partial ->
                assertThat(addresses(partial.known()))
                    .containsExactly("http://10.0.0.1:80", "http://10.0.1.2:80"));
  }

  @Test
  void tellsTheNameThatLedToAnInstance() {
    names.put("b.test", List.of("10.0.1.1"));
    list.set("https://b.test");

    ServiceInstance found =
        discovery(AddressFamily.PREFER_IPV4).getServiceInstances().await().indefinitely().get(0);

    assertThat(found.getLabels()).containsEntry(Instance.HOST_NAME, "b.test");
    assertThat(found.isSecure()).isTrue();
  }

  @Test
  void isMadeOfTheConfigurationOfItsService() {
    AddressDiscovery.Loader loader = new AddressDiscovery.Loader();
    MapConfig config =
        new MapConfig().with("stork.mine.service-discovery.addresses", "http://127.0.0.9:1");
    loader.config = config;
    assertThat(loader.type()).isEqualTo("addresses");

    ServiceDiscovery discovery = loader.createServiceDiscovery(null, "mine", null, null);

    assertThat(addresses(discovery.getServiceInstances().await().indefinitely()))
        .containsExactly("http://127.0.0.9:1");
    config.with("stork.mine.service-discovery.addresses", "http://127.0.0.8:1");
    assertThat(addresses(discovery.getServiceInstances().await().indefinitely()))
        .containsExactly("http://127.0.0.8:1");
  }

  @Test
  void readsTheListAnewEachTime() {
    list.set("http://10.0.0.1:80");
    AddressDiscovery discovery = discovery(AddressFamily.PREFER_IPV4);
    assertThat(resolve(discovery)).containsExactly("http://10.0.0.1:80");

    list.set("http://10.0.0.2:80");

    assertThat(resolve(discovery)).containsExactly("http://10.0.0.2:80");
  }
}
