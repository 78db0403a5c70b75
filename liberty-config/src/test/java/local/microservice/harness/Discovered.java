package local.microservice.harness;

import jakarta.json.JsonObject;
import java.util.List;

/**
 * Reads the provider's part of a consumer's {@code /discovery}, which may have other services too.
 */
public final class Discovered {

  private Discovered() {}

  /** The provider as a service. */
  public static JsonObject provider(JsonObject view) {
    return view.getJsonArray("services").getValuesAs(JsonObject.class).stream()
        .filter(service -> service.getString("service").equals("provider"))
        .findFirst()
        .orElseThrow();
  }

  /** The provider's instances. */
  public static List<JsonObject> instances(JsonObject view) {
    return provider(view).getJsonArray("instances").getValuesAs(JsonObject.class);
  }
}
