package local.microservice.discovery.show;

import jakarta.json.Json;
import jakarta.json.JsonBuilderFactory;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import local.microservice.discovery.call.BalancedService;
import local.microservice.discovery.zone.ZonePool;

/** Shows where the calls of a service go by zones. */
public final class ZonesJson {

  private static final JsonBuilderFactory JSON = Json.createBuilderFactory(Map.of());

  private ZonesJson() {}

  /**
   * Shows a service.
   *
   * @param service the service
   * @return {@code zone}: the consumer's own zone, unless it is unknown. {@code spread}: where
   *     calls go, and why. {@code outside}: how many instances outside the zone take calls, and
   *     {@code inZone} and {@code outsideZone}: how many calls went where, if zones count. {@code
   *     evacuated}: the evacuated zones, and {@code overruled}: whether calls go there all the
   *     same, if there are any. Empty if no zone is known
   */
  public static Optional<JsonObject> of(BalancedService service) {
    ZonePool pool = service.zones();
    boolean evacuated = !pool.evacuation().zones().isEmpty();
    if (pool.zone() == null && pool.zones().isEmpty() && !evacuated) {
      return Optional.empty();
    }
    JsonObjectBuilder json = JSON.createObjectBuilder();
    if (pool.zone() != null) {
      json.add("zone", pool.zone());
    }
    json.add("spread", pool.spread().text());
    if (pool.zoned()) {
      json.add("outside", pool.outside())
          .add("inZone", service.counts().inZone())
          .add("outsideZone", service.counts().outsideZone());
    }
    if (evacuated) {
      json.add("evacuated", JSON.createArrayBuilder(new TreeSet<>(pool.evacuation().zones())))
          .add("overruled", pool.evacuation().overruled());
    }
    return Optional.of(json.build());
  }
}
