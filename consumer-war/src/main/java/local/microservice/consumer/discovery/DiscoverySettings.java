package local.microservice.consumer.discovery;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.Config;

/**
 * How one service is discovered and called. {@code discovery.SERVICE.NAME} is the setting of one
 * service, {@code discovery.NAME} of every other.
 *
 * @param refreshMillis how often its addresses are resolved
 * @param addressFamily which addresses of a name count
 * @param callMillis how long a whole call may take, retries and all
 * @param retries how many more instances a call may be tried on
 * @param retryBudgetRatio retries per call over ten seconds
 * @param retryBudgetFloor retries that are allowed in ten seconds whatever the calls
 * @param connection the limits of the connections to one instance
 * @param ejection when an instance is taken out of rotation
 */
record DiscoverySettings(
    long refreshMillis,
    AddressFamily addressFamily,
    long callMillis,
    int retries,
    double retryBudgetRatio,
    int retryBudgetFloor,
    Connection connection,
    OutlierEjection ejection) {

  /** Which addresses of a name with both kinds count: an instance must not count twice. */
  enum AddressFamily {
    /** The IPv4 addresses where there is one, else the IPv6 addresses. */
    PREFER_IPV4,
    /** The IPv6 addresses where there is one, else the IPv4 addresses. */
    PREFER_IPV6
  }

  /**
   * The limits of the connections to one instance.
   *
   * @param max the most that are open at once
   * @param waitMillis how long a call waits for one when all are in use
   * @param connectMillis how long opening one may take
   * @param readMillis how long an instance may be silent during an answer
   * @param idleMillis how long an unused one is kept
   * @param maxAgeMillis how long any is kept
   * @param answer what an answer may have
   */
  record Connection(
      int max,
      long waitMillis,
      long connectMillis,
      long readMillis,
      long idleMillis,
      long maxAgeMillis,
      AnswerLimits answer) {}

  /**
   * How much of one answer is kept in memory; one that has more is unusable.
   *
   * @param bodyBytes the longest body
   * @param headerBytes the longest header, with all 1xx answers before it and the trailer after it
   * @param headerFields the most fields in the same
   */
  record AnswerLimits(int bodyBytes, int headerBytes, int headerFields) {}

  /**
   * When an instance is taken out of rotation, and for how long.
   *
   * @param consecutiveFailures so many failures in a row eject it
   * @param volume so many calls in the window make instances comparable
   * @param successRateGap how far its success rate may be below its peers', 0 to 1
   * @param latencyFactor how many times its peers' median latency its own may be
   * @param latencyGapMillis how far its median latency may be above its peers' in any case
   * @param warmUpMillis how long a new instance may be slow
   * @param stallMillis how long it may leave five calls and more without any answer
   * @param baseMillis how long the first ejection lasts; each in a row lasts twice as long
   * @param maxMillis how long an ejection lasts at most; a fifth more or less is drawn for each, as
   *     many consumers must not all come back at once
   */
  record OutlierEjection(
      int consecutiveFailures,
      int volume,
      double successRateGap,
      double latencyFactor,
      double latencyGapMillis,
      long warmUpMillis,
      long stallMillis,
      long baseMillis,
      long maxMillis) {}

  private static final long HOUR = 3_600_000;

  /**
   * Reads a service's settings.
   *
   * @throws IllegalArgumentException naming the setting, its value and what it may be
   */
  static DiscoverySettings of(Config config, String service) {
    Reader read = new Reader(config, service);
    return new DiscoverySettings(
        read.whole("refresh-interval", 100, HOUR),
        read.addressFamily("address-family"),
        read.whole("call-timeout", 1, HOUR),
        (int) read.whole("retries", 0, 10),
        read.decimal("retry-budget.ratio", 0, 1),
        (int) read.whole("retry-budget.floor", 0, 1000),
        new Connection(
            (int) read.whole("connections.max", 1, 10_000),
            read.whole("connections.wait", 1, HOUR),
            read.restClient("connectTimeout").orElse(read.whole("connect-timeout", 1, HOUR)),
            read.restClient("readTimeout").orElse(read.whole("read-timeout", 1, HOUR)),
            read.whole("connections.idle", 1, HOUR),
            read.whole("connections.max-age", 1, 24 * HOUR),
            new AnswerLimits(
                (int) read.whole("max-answer", 1, 1 << 30),
                (int) read.whole("max-header", 1000, 1 << 24),
                (int) read.whole("max-header-fields", 10, 10_000))),
        new OutlierEjection(
            (int) read.whole("ejection.consecutive-failures", 1, 1000),
            (int) read.whole("ejection.volume", 1, 100_000),
            read.decimal("ejection.success-rate-gap", 0, 1),
            read.decimal("ejection.latency-factor", 1, 1000),
            read.decimal("ejection.latency-gap", 0, HOUR),
            read.whole("ejection.warm-up", 0, HOUR),
            read.whole("ejection.stall", 1, HOUR),
            read.whole("ejection.base", 1, HOUR),
            read.whole("ejection.max", 1, HOUR)));
  }

  private record Reader(Config config, String service) {

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

    long whole(String name, long min, long max) {
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
        // Refused below, as one that is out of range is.
      }
      throw setting.mustBe(allowed);
    }

    double decimal(String name, double min, double max) {
      Setting setting = find(name);
      try {
        double value = Double.parseDouble(setting.value);
        if (value >= min && value <= max) {
          return value;
        }
      } catch (NumberFormatException notANumber) {
        // Refused below, as one that is out of range is.
      }
      throw setting.mustBe("a number from %.0f to %.0f".formatted(min, max));
    }

    /** The Rest Client's own timeouts, as far as they are set for the service's name. */
    Optional<Long> restClient(String name) {
      String property = service + "/mp-rest/" + name;
      return config
          .getOptionalValue(property, String.class)
          .map(value -> whole(new Setting(property, value), 1, HOUR));
    }

    AddressFamily addressFamily(String name) {
      Setting setting = find(name);
      return Arrays.stream(AddressFamily.values())
          .filter(family -> text(family).equals(setting.value))
          .findFirst()
          .orElseThrow(
              () ->
                  setting.mustBe(
                      Arrays.stream(AddressFamily.values())
                          .map(Reader::text)
                          .collect(Collectors.joining(" or "))));
    }

    private static String text(AddressFamily family) {
      return family.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
  }
}
