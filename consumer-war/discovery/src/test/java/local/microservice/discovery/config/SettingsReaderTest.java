package local.microservice.discovery.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import local.microservice.discovery.fixtures.MapConfig;
import local.microservice.discovery.kubernetes.ClusterSettings;
import local.microservice.discovery.resolve.AddressFamily;
import local.microservice.discovery.resolve.SourceChoice;
import local.microservice.discovery.zone.ZoneSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsReaderTest {

  @Test
  void aSettingOfOneServiceGoesBeforeThatOfAll() {
    MapConfig config =
        new MapConfig()
            .with("discovery.retries", 1)
            .with("discovery.other.retries", 0)
            .with("other/mp-rest/readTimeout", 77);

    assertThat(SettingsReader.of(config, "provider").call().retries()).isEqualTo(1);
    assertThat(SettingsReader.of(config, "other").call().retries()).isZero();
    assertThat(SettingsReader.of(config, "other").connection().readMillis()).isEqualTo(77);
    assertThat(SettingsReader.of(config, "provider").connection().readMillis()).isEqualTo(2000);
  }

  @ParameterizedTest
  @CsvSource({"100", "3600000"})
  void takesTheLeastAndTheMostOfAWholeNumber(long millis) {
    MapConfig config = new MapConfig().with("discovery.refresh-interval", millis);

    assertThat(SettingsReader.of(config, "provider").resolve().refreshMillis()).isEqualTo(millis);
  }

  @ParameterizedTest
  @CsvSource({"0", "1"})
  void takesTheLeastAndTheMostOfANumber(double ratio) {
    MapConfig config = new MapConfig().with("discovery.retry-budget.ratio", ratio);

    assertThat(SettingsReader.of(config, "provider").call().retryBudgetRatio()).isEqualTo(ratio);
  }

  @ParameterizedTest
  @CsvSource({"prefer-ipv4, PREFER_IPV4", "prefer-ipv6, PREFER_IPV6"})
  void takesTheNameOfAnAddressFamily(String name, AddressFamily family) {
    MapConfig config = new MapConfig().with("discovery.address-family", name);

    assertThat(SettingsReader.of(config, "provider").resolve().addressFamily()).isEqualTo(family);
  }

  @Test
  void readsWhereTheClusterIs() {
    MapConfig config =
        new MapConfig()
            .with("discovery.source", "endpoint-slices")
            .with("discovery.kubernetes.host", "10.96.0.1")
            .with("discovery.kubernetes.pod", "consumer-1")
            .with("discovery.zone", "eu-1a");

    assertThat(SettingsReader.of(config, "provider").resolve().source())
        .isEqualTo(SourceChoice.ENDPOINT_SLICES);
    assertThat(new SettingsReader(config, "provider").cluster())
        .isEqualTo(
            new ClusterSettings(
                "10.96.0.1",
                443,
                Path.of("/var/run/secrets/kubernetes.io/serviceaccount"),
                "consumer-1",
                "eu-1a"));
  }

  @Test
  void isInNoClusterByDefault() {
    assertThat(SettingsReader.of(new MapConfig(), "provider").resolve().source())
        .isEqualTo(SourceChoice.NAMES);
    ClusterSettings cluster = new SettingsReader(new MapConfig(), "provider").cluster();
    assertThat(cluster.host()).isEmpty();
    assertThat(cluster.zone()).isEmpty();
  }

  @Test
  void prefersTheOwnZoneUnlessThatIsSwitchedOff() {
    MapConfig config = new MapConfig().with("discovery.other.zones", "off");

    assertThat(SettingsReader.of(config, "provider").zones()).isEqualTo(new ZoneSettings(true, 1));
    assertThat(SettingsReader.of(config, "other").zones().prefer()).isFalse();
  }

  @Test
  void readsWhichZonesAreEvacuated() {
    MapConfig config = new MapConfig();
    assertThat(SettingsReader.evacuatedZones(config, "provider")).isEmpty();

    config.with("discovery.evacuated-zones", " a, ,b,").with("discovery.other.evacuated-zones", "");
    assertThat(SettingsReader.evacuatedZones(config, "provider"))
        .containsExactlyInAnyOrder("a", "b");
    assertThat(SettingsReader.evacuatedZones(config, "other")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"my_things, my_things", "MyThings, MyThings", "my.things, my.things", "\"a.b\", a.b"})
  void readsTheSettingsOfAServiceOfEveryName(String written, String service) {
    MapConfig config =
        new MapConfig()
            .with("discovery." + written + ".retries", 7)
            .with(service + "/mp-rest/readTimeout", 77);

    assertThat(SettingsReader.of(config, service).call().retries()).isEqualTo(7);
    assertThat(SettingsReader.of(config, service).connection().readMillis()).isEqualTo(77);
  }

  @ParameterizedTest
  @CsvSource({
    "discovery.refresh-interval, 99, a whole number from 100 to 3600000",
    "discovery.provider.refresh-interval, 1h, a whole number from 100 to 3600000",
    "discovery.\"provider\".retries, 11, a whole number from 0 to 10",
    "discovery.retries, -1, a whole number from 0 to 10",
    "discovery.retry-budget.ratio, 1.5, a number from 0 to 1",
    "discovery.retry-budget.ratio, NaN, a number from 0 to 1",
    "discovery.address-family, ipv4, prefer-ipv4 or prefer-ipv6",
    "discovery.source, slices, names or endpoint-slices",
    "discovery.provider.source, '', names or endpoint-slices",
    "discovery.provider.zones, on, prefer or off",
    "discovery.zones.load, 0, a whole number from 1 to 10000",
    "provider/mp-rest/connectTimeout, 0, a whole number from 1 to 3600000"
  })
  void refusesABadValueByItsName(String name, String value, String allowed) {
    assertThatThrownBy(() -> SettingsReader.of(new MapConfig().with(name, value), "provider"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("%s is '%s', but must be %s", name, value, allowed);
  }
}
