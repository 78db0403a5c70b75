package local.microservice.discovery.stork;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.smallrye.stork.api.config.ServiceConfig;
import java.util.List;
import java.util.Set;
import local.microservice.discovery.fixtures.MapConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StorkConfigTest {

  private static List<ServiceConfig> read(String... properties) {
    MapConfig config = new MapConfig();
    for (String each : properties) {
      config.with(each, "of " + each);
    }
    Set<String> shipped =
        configs(new MapConfig()).stream().map(ServiceConfig::serviceName).collect(toSet());
    return configs(config).stream().filter(each -> !shipped.contains(each.serviceName())).toList();
  }

  private static List<ServiceConfig> configs(MapConfig config) {
    StorkConfig stork = new StorkConfig();
    stork.config = config;
    return stork.getConfigs();
  }

  @ParameterizedTest
  @CsvSource({
    "things, things",
    "my_things, my_things",
    "MyThings, MyThings",
    "my.things, my.things",
    "\"my.things\", my.things",
    "\"things\", things"
  })
  void findsAServiceOfEveryName(String written, String name) {
    String property = "stork." + written + ".service-discovery.";

    assertThat(read(property + "type", property + "addresses"))
        .singleElement()
        .satisfies(
            service -> {
              assertThat(service.serviceName()).isEqualTo(name);
              assertThat(service.serviceDiscovery().type()).isEqualTo("of " + property + "type");
              assertThat(service.serviceDiscovery().parameters())
                  .containsEntry("addresses", "of " + property + "addresses");
            });
  }

  @Test
  void takesAServiceWithAndWithoutQuotesForOne() {
    assertThat(read("stork.\"a.b\".service-discovery.type", "stork.a.b.load-balancer.type"))
        .singleElement()
        .satisfies(
            service ->
                assertThat(service.loadBalancer().type())
                    .isEqualTo("of stork.a.b.load-balancer.type"));
  }

  @Test
  void hasTheStrategyThatTakesNoLockWhereNoneIsSet() {
    assertThat(read("stork.things.service-discovery.type"))
        .singleElement()
        .satisfies(
            service ->
                assertThat(service.loadBalancer().type()).isEqualTo("lock-free-round-robin"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "stork.\"my things\".service-discovery.type",
        "stork.my things.service-discovery.type",
        "stork.\"a/b\".load-balancer.type",
        "stork.\"a.service-discovery.type"
      })
  void refusesANameThatNoAddressCanHaveAndNamesTheProperty(String property) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(property))
        .withMessage(
            "%s is set, but a service's name must be letters, digits, '.', '-' and '_'", property);
  }
}
