package local.microservice.provider.faults;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.bind.annotation.JsonbNillable;
import jakarta.json.bind.annotation.JsonbPropertyOrder;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The way in which a provider is sick. {@code /faults} takes and answers this.
 *
 * @param status the HTTP status that answers a faulty call, 400 to 599; null for the true answer,
 *     only late
 * @param rate the share of the calls that are faulty, 0 to 1
 * @param delay how long a faulty call waits for its answer, 0 to 1 minute
 */
@JsonbNillable
@JsonbPropertyOrder({"status", "rate", "delay"})
public record Fault(Integer status, double rate, Duration delay) {

  /** The fault of a healthy provider: no call is faulty. */
  static final Fault NONE = new Fault(null, 0, Duration.ZERO);

  private static final Set<String> MEMBERS = Set.of("status", "rate", "delay");
  private static final Duration LONGEST = Duration.ofMinutes(1);

  /**
   * Reads a fault. Without a status the fault only delays. Without a rate every call is faulty.
   * Without a delay no call waits.
   *
   * @param json the client's JSON
   * @return the fault
   * @throws IllegalArgumentException naming the member, its value and what is allowed
   */
  static Fault of(JsonObject json) {
    for (String name : json.keySet()) {
      if (!MEMBERS.contains(name)) {
        throw new IllegalArgumentException(
            "%s is not known; the members are status, rate and delay".formatted(name));
      }
    }
    return new Fault(
        status(json.getOrDefault("status", JsonValue.NULL)),
        json.containsKey("rate") ? rate(json.get("rate")) : 1,
        json.containsKey("delay") ? delay(json.get("delay")) : Duration.ZERO);
  }

  /**
   * Decides by chance whether the next call is faulty. Thread-safe.
   *
   * @return always true at rate 1, never at rate 0
   */
  boolean strikes() {
    return ThreadLocalRandom.current().nextDouble() < rate;
  }

  private static Integer status(JsonValue value) {
    if (JsonValue.NULL.equals(value)) {
      return null;
    }
    if (value instanceof JsonNumber number && number.isIntegral() && isWithin(number, 400, 599)) {
      return number.intValue();
    }
    throw bad("status", value, "a whole number from 400 to 599");
  }

  private static double rate(JsonValue value) {
    if (value instanceof JsonNumber number && isWithin(number, 0, 1)) {
      return number.doubleValue();
    }
    throw bad("rate", value, "a number from 0 to 1");
  }

  private static Duration delay(JsonValue value) {
    if (value instanceof JsonString text) {
      try {
        Duration delay = Duration.parse(text.getString());
        if (!delay.isNegative() && delay.compareTo(LONGEST) <= 0) {
          return delay;
        }
      } catch (DateTimeParseException malformed) {
        // Refused below, like a delay that is too long.
      }
    }
    throw bad("delay", value, "an ISO-8601 duration from \"PT0S\" to \"PT1M\"");
  }

  private static boolean isWithin(JsonNumber number, int least, int most) {
    // An int would turn 4294967799 into 503, and a double 1.00000000000000000001 into 1.
    BigDecimal exact = number.bigDecimalValue();
    return exact.compareTo(BigDecimal.valueOf(least)) >= 0
        && exact.compareTo(BigDecimal.valueOf(most)) <= 0;
  }

  private static IllegalArgumentException bad(String name, JsonValue value, String allowed) {
    return new IllegalArgumentException("%s is %s, but must be %s".formatted(name, value, allowed));
  }
}
