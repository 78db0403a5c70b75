package local.microservice.consumer.page.traffic;

import jakarta.json.Json;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonParser;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.util.Set;

/**
 * What a person wants to be sent.
 *
 * @param rate requests a second, 1 to 200
 * @param plain whether a plain Rest Client sends the same number beside them
 */
record TrafficOrder(int rate, boolean plain) {

  /** The longest body of an order, in bytes. */
  static final int LONGEST_BODY = 4096;

  private static final int MOST_A_SECOND = 200;
  private static final Set<String> MEMBERS = Set.of("rate", "plain");

  /**
   * Reads an order.
   *
   * @param body the bytes of a JSON object
   * @return the order
   * @throws IllegalArgumentException naming what is wrong and what is allowed
   */
  static TrafficOrder read(byte[] body) {
    try (JsonParser parser = Json.createParser(new ByteArrayInputStream(body))) {
      parser.next();
      JsonObject object = parser.getObject();
      // Fails if anything follows the object.
      parser.hasNext();
      return of(object);
    } catch (IllegalArgumentException bad) {
      throw bad;
    } catch (RuntimeException malformed) {
      // The parser throws other exceptions than JsonException for some bodies.
      throw new IllegalArgumentException(
          "The body must be a JSON object, such as {\"rate\":50,\"plain\":true}.", malformed);
    }
  }

  private static TrafficOrder of(JsonObject json) {
    for (String name : json.keySet()) {
      if (!MEMBERS.contains(name)) {
        throw new IllegalArgumentException(
            "%s is not known; the members are rate and plain".formatted(name));
      }
    }
    return new TrafficOrder(
        rate(json.getOrDefault("rate", JsonValue.NULL)),
        plain(json.getOrDefault("plain", JsonValue.FALSE)));
  }

  private static int rate(JsonValue value) {
    if (value instanceof JsonNumber number && number.isIntegral() && isAllowed(number)) {
      return number.intValue();
    }
    throw new IllegalArgumentException(
        "rate is %s, but must be a whole number from 1 to %d".formatted(value, MOST_A_SECOND));
  }

  private static boolean isAllowed(JsonNumber number) {
    // An int would turn 4294967346 into 50.
    BigDecimal exact = number.bigDecimalValue();
    return exact.compareTo(BigDecimal.ONE) >= 0
        && exact.compareTo(BigDecimal.valueOf(MOST_A_SECOND)) <= 0;
  }

  private static boolean plain(JsonValue value) {
    return switch (value.getValueType()) {
      case TRUE -> true;
      case FALSE -> false;
      default ->
          throw new IllegalArgumentException(
              "plain is %s, but must be true or false".formatted(value));
    };
  }
}
