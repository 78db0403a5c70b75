package local.microservice.discovery.config;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import local.microservice.discovery.call.CallSettings;
import local.microservice.discovery.call.ServiceSettings;
import local.microservice.discovery.http.ConnectionSettings;
import local.microservice.discovery.http.ConnectionSettings.AnswerLimits;
import local.microservice.discovery.instance.EjectionSettings;
import local.microservice.discovery.kubernetes.ClusterSettings;
import local.microservice.discovery.resolve.AddressFamily;
import local.microservice.discovery.resolve.ResolveSettings;
import local.microservice.discovery.resolve.SourceChoice;
import local.microservice.discovery.zone.ZoneSettings;
import org.eclipse.microprofile.config.Config;

/**
 * Reads the settings of one service from MicroProfile Config. {@code discovery.SERVICE.NAME} is the
 * setting of one service, {@code discovery.NAME} the setting of all others.
 *
 * @param config the configuration
 * @param service the service's name
 */
public record SettingsReader(Config config, String service) {

  private static final long HOUR = 3_600_000;

  /**
   * Reads a service's settings.
   *
   * @param config the configuration
   * @param service the service's name
   * @return all settings
   * @throws IllegalArgumentException naming the setting, its value and the allowed values
   */
  public static ServiceSettings of(Config config, String service) {
    SettingsReader read = new SettingsReader(config, service);
    ResolveSettings resolve =
        new ResolveSettings(
            read.whole("refresh-interval", 100, HOUR),
            read.choice("address-family", AddressFamily.values()),
            read.choice("source", SourceChoice.values()));
    CallSettings call =
        new CallSettings(
            read.whole("call-timeout", 1, HOUR),
            (int) read.whole("retries", 0, 10),
            read.decimal("retry-budget.ratio", 0, 1),
            (int) read.whole("retry-budget.floor", 0, 1000));
    return new ServiceSettings(
        resolve, read.connection(), read.ejection(resolve, call), call, read.zones());
  }

  /**
   * Reads where the cluster's API server is, and what this process is there.
   *
   * @return the settings
   * @throws IllegalArgumentException naming the setting, its value and the allowed values
   */
  public ClusterSettings cluster() {
    return new ClusterSettings(
        find("kubernetes.host").value,
        (int) whole("kubernetes.port", 1, 65_535),
        Path.of(find("kubernetes.account").value),
        find("kubernetes.pod").value,
        find("zone").value);
  }

  private ConnectionSettings connection() {
    return new ConnectionSettings(
        (int) whole("connections.max", 1, 10_000),
        whole("connections.wait", 1, HOUR),
        restClient("connectTimeout").orElse(whole("connect-timeout", 1, HOUR)),
        restClient("readTimeout").orElse(whole("read-timeout", 1, HOUR)),
        whole("connections.idle", 1, HOUR),
        whole("connections.max-age", 1, 24 * HOUR),
        new AnswerLimits(
            (int) whole("max-answer", 1, 1 << 30),
            (int) whole("max-header", 1000, 1 << 24),
            (int) whole("max-header-fields", 10, 10_000)));
  }

  private EjectionSettings ejection(ResolveSettings resolve, CallSettings call) {
    return new EjectionSettings(
        (int) whole("ejection.consecutive-failures", 1, 1000),
        (int) whole("ejection.volume", 1, 100_000),
        decimal("ejection.success-rate-gap", 0, 1),
        decimal("ejection.latency-factor", 1, 1000),
        decimal("ejection.latency-gap", 0, HOUR),
        whole("ejection.warm-up", 0, HOUR),
        whole("ejection.stall", 1, HOUR),
        whole("ejection.base", 1, HOUR),
        whole("ejection.max", 1, HOUR),
        resolve.refreshMillis(),
        call.callMillis());
  }

  private ZoneSettings zones() {
    Setting zones = find("zones");
    if (!zones.value.equals("prefer") && !zones.value.equals("off")) {
      throw zones.mustBe("prefer or off");
    }
    return new ZoneSettings(zones.value.equals("prefer"), whole("zones.load", 1, 10_000));
  }

  /**
   * Reads the zones that an operator has evacuated. May change at any time.
   *
   * @param config the configuration
   * @param service the service's name
   * @return their names; empty for none
   */
  public static Set<String> evacuatedZones(Config config, String service) {
    String names = new SettingsReader(config, service).find("evacuated-zones").value;
    return names.isEmpty()
        ? Set.of()
        : Arrays.stream(names.split(","))
            .map(String::strip)
            .filter(each -> !each.isEmpty())
            .collect(Collectors.toUnmodifiableSet());
  }

  private record Setting(String name, String value) {
    IllegalArgumentException mustBe(String allowed) {
      return new IllegalArgumentException(
          "%s is '%s', but must be %s".formatted(name, value, allowed));
    }
  }

  private Setting find(String name) {
    String ofAll = "discovery." + name;
    return ServiceProperty.find(config, "discovery", service, name)
        .map(own -> new Setting(own.name(), own.value()))
        .orElseGet(
            () -> new Setting(ofAll, config.getOptionalValue(ofAll, String.class).orElse("")));
  }

  private long whole(String name, long min, long max) {
    return whole(find(name), min, max);
  }

  private static long whole(Setting setting, long min, long max) {
    String allowed = "a whole number from " + min + " to " + max;
    try {
      long value = Long.parseLong(setting.value);
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException notANumber) {
      // Refused below, like a value out of range.
    }
    throw setting.mustBe(allowed);
  }

  private double decimal(String name, double min, double max) {
    Setting setting = find(name);
    try {
      double value = Double.parseDouble(setting.value);
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException notANumber) {
      // Refused below, like a value out of range.
    }
    throw setting.mustBe("a number from %.0f to %.0f".formatted(min, max));
  }

  /** A timeout that the Rest Client's configuration sets for the service's name. */
  private Optional<Long> restClient(String name) {
    String property = service + "/mp-rest/" + name;
    return config
        .getOptionalValue(property, String.class)
        .map(value -> whole(new Setting(property, value), 1, HOUR));
  }

  private <E extends Enum<E>> E choice(String name, E[] allowed) {
    Setting setting = find(name);
    return Arrays.stream(allowed)
        .filter(each -> text(each).equals(setting.value))
        .findFirst()
        .orElseThrow(
            () ->
                setting.mustBe(
                    Arrays.stream(allowed)
                        .map(SettingsReader::text)
                        .collect(Collectors.joining(" or "))));
  }

  private static String text(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
