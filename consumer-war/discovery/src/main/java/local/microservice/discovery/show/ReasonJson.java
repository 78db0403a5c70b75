package local.microservice.discovery.show;

import jakarta.json.Json;
import jakarta.json.JsonBuilderFactory;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.Map;
import java.util.TreeMap;
import local.microservice.discovery.http.CallError;
import local.microservice.discovery.instance.Reason;

/**
 * Shows why an instance is ejected, and how a call failed, to a program that has its own words: a
 * code, its figures, and English text. Thread-safe.
 */
public final class ReasonJson {

  /** {@code Json.createObjectBuilder()} would look for the library each time. */
  private static final JsonBuilderFactory JSON = Json.createBuilderFactory(Map.of());

  private ReasonJson() {}

  /**
   * Shows a reason.
   *
   * @param reason the reason
   * @return {@code code}, figures by name, {@code error} if a call failed, {@code starting} for an
   *     instance that has not answered yet, and {@code text}
   */
  public static JsonObject of(Reason reason) {
    JsonObjectBuilder json = JSON.createObjectBuilder().add("code", reason.code());
    new TreeMap<>(reason.figures())
        .forEach(
            (name, figure) -> {
              if (figure instanceof Double exact) {
                json.add(name, Math.round(exact * 1000) / 1000.0);
              } else {
                json.add(name, figure.longValue());
              }
            });
    reason.failure().ifPresent(error -> json.add("error", of(error)));
    if (reason instanceof Reason.Starting) {
      json.add("starting", true);
    }
    return json.add("text", reason.text()).build();
  }

  /**
   * Shows a failed call.
   *
   * @param error the failure
   * @return {@code code}, {@code status} for an answer, and {@code text}
   */
  public static JsonObject of(CallError error) {
    JsonObjectBuilder json = JSON.createObjectBuilder().add("code", error.kind().code());
    if (error.kind() == CallError.Kind.STATUS) {
      json.add("status", error.status());
    }
    return json.add("text", error.text()).build();
  }
}
