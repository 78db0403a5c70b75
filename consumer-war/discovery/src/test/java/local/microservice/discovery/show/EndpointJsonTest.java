package local.microservice.discovery.show;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.logging.Level;
import local.microservice.discovery.call.BalancedService;
import local.microservice.discovery.call.Listeners;
import local.microservice.discovery.call.ServiceSetUp;
import local.microservice.discovery.call.ServiceSettings;
import local.microservice.discovery.config.SettingsReader;
import local.microservice.discovery.fixtures.MapConfig;
import local.microservice.discovery.fixtures.TestLog;
import local.microservice.discovery.fixtures.TestService;
import local.microservice.discovery.http.Endpoint;
import local.microservice.discovery.http.KeptConnections;
import local.microservice.discovery.resolve.EndpointState;
import local.microservice.discovery.resolve.Resolved;
import local.microservice.discovery.resolve.SourceInForce;
import local.microservice.discovery.show.DiscoveryView.ServiceView;
import local.microservice.discovery.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a cluster says, in the view, the events and the log. */
class EndpointJsonTest {

  private static final Instant SINCE = Instant.parse("2026-01-01T00:00:00Z");
  private static final SourceInForce SLICES =
      new SourceInForce(SourceInForce.ENDPOINT_SLICES, SINCE, null);
  private static final SourceInForce REFUSED =
      new SourceInForce(SourceInForce.NAMES, SINCE.plusSeconds(7), "the API server answers 403");

  private final TestLog log = new TestLog();
  private final EventLog events = new EventLog(() -> SINCE);
  private Resolved resolved;
  private final BalancedService service =
      service(() -> resolved, new Listeners(List.of(events, new LogLines())));

  /** A service whose source says what a test wants. */
  static BalancedService service(Supplier<Resolved> source, Listeners listener) {
    ServiceSettings settings = SettingsReader.of(new MapConfig(), "provider");
    return new BalancedService(
        new ServiceSetUp(
            "provider",
            source::get,
            "test",
            TestService.FIRST,
            settings,
            Optional.empty(),
            endpoint -> new KeptConnections(endpoint, settings.connection()),
            Clock.SYSTEM,
            ThreadLocalRandom::current,
            listener,
            Set::of));
  }

  @AfterEach
  void close() {
    service.close();
    log.close();
  }

  static Endpoint endpoint(int last) throws Exception {
    byte[] ip = {10, 0, 0, (byte) last};
    return new Endpoint("http", "provider", InetAddress.getByAddress(ip), 8080);
  }

  private void resolve(SourceInForce source, EndpointState... states) throws Exception {
    Map<Endpoint, EndpointState> all = new LinkedHashMap<>();
    for (int i = 0; i < states.length; i++) {
      all.put(endpoint(i + 1), states[i]);
    }
    resolved = new Resolved(List.of(endpoint(1)), all, 0, null, source, "a");
    service.refresh();
  }

  private ServiceView view() {
    return DiscoveryView.of(List.of(service)).services().get(0);
  }

  @Test
  void theViewHasTheStateOfEachInstanceAndOfThoseThatAreNone() throws Exception {
    resolve(
        SLICES,
        new EndpointState(true, true, false, "a", "n1", Set.of("a")),
        new EndpointState(false, false, false, "b", null, Set.of()));

    ServiceView view = view();
    assertThat(view.instances().get(0).endpoint())
        .hasToString(
            "{\"ready\":true,\"serving\":true,\"terminating\":false,\"zone\":\"a\",\"node\":\"n1\"}");
    assertThat(view.others())
        .hasToString(
            "[{\"ready\":false,\"serving\":false,\"terminating\":false,\"zone\":\"b\","
                + "\"address\":\"http://10.0.0.2:8080\"}]");
    assertThat(view.source())
        .hasToString("{\"name\":\"endpoint-slices\",\"since\":\"2026-01-01T00:00:00Z\"}");
    assertThat(service.resolution().ownZone()).isEqualTo("a");
  }

  @Test
  void theViewSaysWhyTheBetterSourceIsNotInForce() throws Exception {
    resolve(REFUSED, new EndpointState(null, null, null, "a", null, Set.of()));

    ServiceView view = view();
    assertThat(view.instances().get(0).endpoint()).hasToString("{\"zone\":\"a\"}");
    assertThat(view.source().getString("whyNoBetter")).isEqualTo("the API server answers 403");
    assertThat(view.others()).isNull();
  }

  @Test
  void theViewSaysNothingOfTheOnlySource() throws Exception {
    resolve(SourceInForce.only(SourceInForce.NAMES));

    assertThat(view().source()).isNull();
    assertThat(view().others()).isNull();
    assertThat(view().instances().get(0).endpoint()).isNull();
    assertThat(EndpointJson.source(null)).isEmpty();
    assertThat(EndpointJson.others(null)).isEmpty();
  }

  @Test
  void eachChangeOfTheSourceIsOneEventAndOneLine() throws Exception {
    resolve(SLICES);
    resolve(SLICES);
    resolve(REFUSED);
    resolve(new SourceInForce(SourceInForce.NAMES, REFUSED.since(), "the API server answers 401"));
    resolve(SLICES);
    resolve(new SourceInForce(SourceInForce.ENDPOINT_SLICES, SINCE, "one host is no Service"));

    assertThat(log.lines())
        .filteredOn(line -> line.contains("the addresses come from"))
        .containsExactly(
            "provider: the addresses come from endpoint-slices",
            "provider: the addresses come from names, as the API server answers 403",
            "provider: the addresses come from endpoint-slices",
            "provider: the addresses come from endpoint-slices, but not all, as one host is no"
                + " Service");
    assertThat(log.levels()).contains(Level.INFO, Level.WARNING);
    assertThat(events.newest())
        .extracting(EventLog.Event::json)
        .filteredOn(each -> each.getString("type").equals("source-changed"))
        .extracting(each -> each.getString("name") + " " + each.getString("why", ""))
        .containsExactly(
            "endpoint-slices one host is no Service",
            "endpoint-slices ",
            "names the API server answers 403",
            "endpoint-slices ");
  }
}
