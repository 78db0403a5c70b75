package local.microservice.discovery.show;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.util.List;
import java.util.concurrent.TimeUnit;
import local.microservice.discovery.call.Listeners;
import local.microservice.discovery.choose.RoundRobin;
import local.microservice.discovery.fixtures.MapConfig;
import local.microservice.discovery.fixtures.TestClock;
import local.microservice.discovery.fixtures.TestLog;
import local.microservice.discovery.fixtures.ZonedService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the view, the log of events and the log lines say of zones. */
class ZonesJsonTest {

  private final MapConfig config = new MapConfig();
  private final TestClock clock = TestClock.overflowingIn(2);
  private final EventLog events = new EventLog(clock::now);
  private final TestLog log = new TestLog();

  @AfterEach
  void stop() throws Exception {
    log.close();
  }

  private ZonedService service(String own, String... zones) {
    Listeners listeners = new Listeners(List.of(events, new LogLines()));
    return new ZonedService(config, new RoundRobin(), clock, listeners, own, zones);
  }

  private static JsonObject json(ZonedService zoned) {
    return DiscoveryView.of(List.of(zoned.service())).services().get(0).zones();
  }

  private static JsonObject json(String text) {
    return Json.createReader(new StringReader(text.replace('\'', '"'))).readObject();
  }

  private void pass(ZonedService zoned, int tenths) {
    for (int tenth = 0; tenth < tenths; tenth++) {
      clock.pass(100, TimeUnit.MILLISECONDS);
      zoned.service().checkCalls();
    }
  }

  @Test
  void saysNothingWhereNoZoneIsKnown() throws Exception {
    ZonedService zoned = service(null, null, null);
    zoned.call(2);

    assertThat(json(zoned)).isNull();
  }

  @Test
  void saysThatCallsStayInTheZone() throws Exception {
    ZonedService zoned = service("a", "a", "b", "c");
    zoned.call(5);

    assertThat(json(zoned))
        .isEqualTo(json("{'zone':'a','spread':'in-zone','outside':0,'inZone':5,'outsideZone':0}"));
  }

  @Test
  void saysThatZonesDoNotCount() {
    assertThat(json(service(null, "a", "b"))).isEqualTo(json("{'spread':'unzoned'}"));
    assertThat(json(service("a", "a", "a"))).isEqualTo(json("{'zone':'a','spread':'unzoned'}"));
  }

  @Test
  void tellsWhenCallsLeaveTheZoneAndWhenTheyStayAgain() throws Exception {
    ZonedService zoned = service("a", "a", "b", "c");
    zoned.kill(1);
    zoned.call(1);
    assertThat(json(zoned).getString("spread")).isEqualTo("none-well");
    assertThat(json(zoned).getInt("outside")).isEqualTo(2);
    zoned.revive(1);
    clock.pass(2, TimeUnit.SECONDS);
    zoned.call(1);
    pass(zoned, 100);

    assertThat(json(zoned).getString("spread")).isEqualTo("in-zone");
    assertThat(types()).contains("spills-over", "stays-in-zone");
    assertThat(event("spills-over")).containsEntry("zone", Json.createValue("a"));
    assertThat(event("spills-over")).containsEntry("why", Json.createValue("none-well"));
    assertThat(log.lines())
        .contains(
            "provider: calls leave zone a: it has no instance that is well",
            "provider: calls stay in zone a again");
  }

  @Test
  void tellsOfAnEvacuation() {
    ZonedService zoned = service("a", "a", "b", "c");
    config.with("discovery.evacuated-zones", "b");
    pass(zoned, 1);
    assertThat(json(zoned).getJsonArray("evacuated")).hasToString("[\"b\"]");
    assertThat(json(zoned).getBoolean("overruled")).isFalse();
    config.with("discovery.evacuated-zones", "");
    pass(zoned, 1);

    assertThat(json(zoned)).doesNotContainKey("evacuated");
    assertThat(event("evacuated")).containsEntry("zone", Json.createValue("b"));
    assertThat(event("evacuation-ended")).containsEntry("zone", Json.createValue("b"));
    assertThat(log.lines())
        .contains("provider: zone b is evacuated", "provider: the evacuation of zone b is over");
  }

  @Test
  void saysThatAnEvacuationIsOverruled() throws Exception {
    ZonedService zoned = service("b", "a", "b");
    config.with("discovery.evacuated-zones", "a");
    pass(zoned, 1);
    zoned.kill(2);
    zoned.call(1);

    assertThat(json(zoned).getBoolean("overruled")).isTrue();
  }

  private List<String> types() {
    return events.newest().stream().map(each -> each.json().getString("type")).toList();
  }

  private JsonObject event(String type) {
    return events.newest().stream()
        .map(EventLog.Event::json)
        .filter(each -> each.getString("type").equals(type))
        .findFirst()
        .orElseThrow();
  }
}
