package local.microservice.discovery.kubernetes;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import local.microservice.discovery.resolve.EndpointState;

/**
 * One EndpointSlice. What is not there has the meaning that the API gives to its absence, and so
 * has what makes no sense.
 *
 * @param name the slice's name
 * @param members its endpoints that have an IP address
 * @see <a
 *     href="https://kubernetes.io/docs/reference/kubernetes-api/service-resources/endpoint-slice-v1/">
 *     discovery.k8s.io/v1</a>
 */
record Slice(String name, List<Member> members) {

  private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
  private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F]*:[0-9a-fA-F:.]+");

  private static final int LONGEST_NAME = 253;
  private static final int MOST_HINTS = 8;

  /**
   * One endpoint.
   *
   * @param ip its address
   * @param state its conditions, place and hints
   * @param pod the name of its pod; null for none
   */
  record Member(InetAddress ip, EndpointState state, String pod) {

    /**
     * Whether new calls may go there. {@code ready} does not decide it alone: a Service with {@code
     * publishNotReadyAddresses} has it for every endpoint.
     */
    boolean isUsable() {
      return state.ready() && state.serving() && !state.terminating();
    }

    /** Whether new calls may go there when none is usable. */
    boolean isLastResort() {
      return state.serving() && state.terminating();
    }
  }

  /**
   * Reads a slice.
   *
   * @throws ApiFailure for anything else
   */
  static Slice of(JsonObject json) throws ApiFailure {
    String name = name(object(json, "metadata"), "name");
    if (name == null) {
      throw new ApiFailure(ApiFailure.Kind.NONSENSE, "the API server lists a slice without a name");
    }
    String type = text(json, "addressType");
    Pattern addresses = "IPv4".equals(type) ? IPV4 : "IPv6".equals(type) ? IPV6 : null;
    List<Member> members = new ArrayList<>();
    if (addresses != null && json.get("endpoints") instanceof JsonArray endpoints) {
      for (JsonValue each : endpoints) {
        if (each instanceof JsonObject endpoint) {
          InetAddress ip = address(endpoint, addresses);
          if (ip != null) {
            members.add(member(ip, endpoint));
          }
        }
      }
    }
    return new Slice(name, List.copyOf(members));
  }

  /** Only the first address counts, as the API says. */
  private static InetAddress address(JsonObject endpoint, Pattern allowed) {
    if (endpoint.get("addresses") instanceof JsonArray addresses
        && !addresses.isEmpty()
        && addresses.get(0) instanceof JsonString first
        && allowed.matcher(first.getString()).matches()) {
      try {
        // The brackets keep the JDK from looking up a name.
        String literal = first.getString();
        return InetAddress.getByName(allowed == IPV6 ? "[" + literal + "]" : literal);
      } catch (UnknownHostException noAddress) {
        return null;
      }
    }
    return null;
  }

  private static Member member(InetAddress ip, JsonObject endpoint) {
    JsonObject conditions = object(endpoint, "conditions");
    boolean ready = flag(conditions, "ready", true);
    EndpointState state =
        new EndpointState(
            ready,
            flag(conditions, "serving", ready),
            flag(conditions, "terminating", false),
            name(endpoint, "zone"),
            name(endpoint, "nodeName"),
            forZones(object(endpoint, "hints")));
    JsonObject target = object(endpoint, "targetRef");
    return new Member(ip, state, "Pod".equals(text(target, "kind")) ? name(target, "name") : null);
  }

  private static Set<String> forZones(JsonObject hints) {
    return hints.get("forZones") instanceof JsonArray zones
        ? zones.stream()
            .filter(JsonObject.class::isInstance)
            .map(zone -> name(zone.asJsonObject(), "name"))
            .filter(Objects::nonNull)
            .limit(MOST_HINTS)
            .collect(Collectors.toUnmodifiableSet())
        : Set.of();
  }

  /** The object of that name; an empty one for none. */
  static JsonObject object(JsonObject in, String name) {
    return in.get(name) instanceof JsonObject found ? found : JsonValue.EMPTY_JSON_OBJECT;
  }

  /** The text of that name; null for none, and for an empty one. */
  static String text(JsonObject in, String name) {
    return in.get(name) instanceof JsonString found && !found.getString().isEmpty()
        ? found.getString()
        : null;
  }

  /** The name of that name; null for none, and for what is too long to be one. */
  static String name(JsonObject in, String name) {
    String text = text(in, name);
    return text == null || text.length() > LONGEST_NAME ? null : text;
  }

  private static boolean flag(JsonObject in, String name, boolean absent) {
    JsonValue value = in.get(name);
    return value == JsonValue.TRUE || value != JsonValue.FALSE && absent;
  }
}
