package local.microservice.consumer.zones;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import local.microservice.consumer.zones.ZonesResource.ZoneView;
import local.microservice.discovery.Discovery;
import local.microservice.discovery.call.BalancedService;
import local.microservice.discovery.call.CallSettings;
import local.microservice.discovery.call.ServiceListener;
import local.microservice.discovery.call.ServiceSetUp;
import local.microservice.discovery.call.ServiceSettings;
import local.microservice.discovery.choose.RoundRobin;
import local.microservice.discovery.http.ConnectionSettings;
import local.microservice.discovery.http.ConnectionSettings.AnswerLimits;
import local.microservice.discovery.http.Endpoint;
import local.microservice.discovery.instance.EjectionSettings;
import local.microservice.discovery.instance.Instance;
import local.microservice.discovery.resolve.AddressFamily;
import local.microservice.discovery.resolve.EndpointState;
import local.microservice.discovery.resolve.ResolveSettings;
import local.microservice.discovery.resolve.Resolved;
import local.microservice.discovery.resolve.SourceChoice;
import local.microservice.discovery.resolve.SourceInForce;
import local.microservice.discovery.time.Clock;
import local.microservice.discovery.zone.ZoneSettings;
import local.microservice.service.problem.ProblemException;
import org.junit.jupiter.api.Test;

class ZonesResourceTest {

  private static final ServiceSettings SETTINGS =
      new ServiceSettings(
          new ResolveSettings(1000, AddressFamily.PREFER_IPV4, SourceChoice.NAMES),
          new ConnectionSettings(1, 1, 1, 1, 1, 1, new AnswerLimits(1, 1, 1)),
          new EjectionSettings(5, 20, 0.2, 3, 10, 30_000, 500, 5000, 60_000, 1000, 3000),
          new CallSettings(3000, 2, 0.2, 10),
          new ZoneSettings(true, 1));

  private final Map<Endpoint, EndpointState> states = new LinkedHashMap<>();
  private final ZonesResource zones = new ZonesResource();
  private BalancedService service;

  private void resolve(String... inZones) {
    for (String zone : inZones) {
      states.put(
          new Endpoint("http", "127.0.0.1", null, states.size() + 1),
          new EndpointState(true, true, false, zone, null, Set.of()));
    }
    zones.discovery =
        new Discovery() {
          @Override
          public List<BalancedService> services() {
            return List.of(service);
          }
        };
    service =
        new BalancedService(
            new ServiceSetUp(
                "provider",
                () ->
                    new Resolved(
                        List.copyOf(states.keySet()),
                        states,
                        1,
                        null,
                        SourceInForce.only(SourceInForce.ENDPOINT_SLICES),
                        "a"),
                "round-robin",
                new RoundRobin(),
                SETTINGS,
                Optional.empty(),
                endpoint -> null,
                Clock.SYSTEM,
                ThreadLocalRandom::current,
                new ServiceListener() {},
                () -> zones.discovery.evacuations().and(Set.of())));
    service.refresh();
  }

  private List<String> pool() {
    service.checkCalls();
    return service.zones().instances().stream().map(Instance::address).toList();
  }

  @Test
  void showTheKnownZones() {
    resolve("b", "a", "b");

    assertThat(zones.zones())
        .containsExactly(new ZoneView("a", true, false), new ZoneView("b", false, false));
  }

  @Test
  void areEvacuatedUntilThatIsOver() {
    resolve("a", "b");
    assertThat(pool()).containsExactly("http://127.0.0.1:1");

    zones.evacuate("a");
    assertThat(pool()).containsExactly("http://127.0.0.1:2");
    assertThat(zones.zones()).contains(new ZoneView("a", true, true));

    zones.end("a");
    assertThat(pool()).contains("http://127.0.0.1:1");
    assertThat(zones.zones()).contains(new ZoneView("a", true, false));
  }

  @Test
  void areNotEvacuatedIfTheyAreUnknown() {
    resolve("a", "b");

    assertThatThrownBy(() -> zones.evacuate("x"))
        .isInstanceOf(ProblemException.class)
        .hasMessage("No instance is in this zone. The known zones: a, b.");
  }

  @Test
  void areNoneWhereNothingIsKnownOfThem() {
    resolve((String) null);

    assertThat(zones.zones()).isEmpty();
    assertThatThrownBy(() -> zones.evacuate("a")).hasMessageContaining("The known zones: none.");
  }
}
