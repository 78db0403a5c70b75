package local.microservice.discovery.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import local.microservice.discovery.simulation.Fault.BlackHole;
import local.microservice.discovery.simulation.Fault.Fails;
import local.microservice.discovery.simulation.Fault.NotNow;
import local.microservice.discovery.simulation.Fault.Refuses;
import local.microservice.discovery.simulation.Fault.Resets;
import local.microservice.discovery.simulation.Fault.Slow;
import local.microservice.discovery.simulation.Fault.Trickles;
import local.microservice.discovery.simulation.Reply.Ending;
import local.microservice.discovery.simulation.Scenario.Shape;
import local.microservice.discovery.simulation.SimulatedNames.Answering;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Answers the questions that readers ask first: what happens to the calls in this case? Draws each
 * scenario into {@code target/simulation}, with discovery and with plain round robin.
 */
class StandardScenariosTest {

  private static final Path DRAWINGS = Path.of("target", "simulation");
  private static final Shape FOUR = Shape.USUAL.of(4).called(40, 0.1);
  private static final double BEGIN = 20;
  private static final double FOR = 30;

  /** A pause may use up the whole time of some calls. Plain round robin has no such limit. */
  private static final long A_FEW = 2;

  static Stream<Scenario> scenarios() {
    return Stream.of(
        scenario("01 Calm"),
        scenario("02 One dies and comes back", Incident.death(BEGIN, 0, FOR, 5000)),
        scenario("03 One hangs", fault(new BlackHole())),
        scenario("04 One refuses connections", fault(new Refuses())),
        scenario("05 One answers 500", fault(new Fails(1, 500))),
        scenario("06 One answers every other call by 503", fault(new Fails(0.5, 503))),
        scenario("07 One is slow", fault(new Slow(400))),
        scenario("08 One resets connections in the middle", fault(new Resets(0.5, Ending.RESET))),
        scenario("09 One answers 429 with Retry-After", fault(new NotNow(429, 5))),
        scenario("10 One trickles its answers", fault(new Trickles())),
        scenario("11 A rolling update", Incident.rollingUpdate(BEGIN, 4, 12)),
        scenario(
            "12 Two more join",
            Incident.join(BEGIN, 3, new BlackHole(), 8000),
            Incident.join(BEGIN + 20, 3, new BlackHole(), 8000)),
        scenario(
            "13 Two leave at once", Incident.leave(BEGIN, 0, 0.3), Incident.leave(BEGIN, 0, 0.3)),
        scenario(
            "14 The name server is down while one dies",
            Incident.names(BEGIN, Fleet.host(0), Answering.HANGING, 2 * FOR),
            Incident.death(BEGIN + 10, 0, FOR, 3000)),
        scenario("15 The consumer stands still for 4 s", Incident.pause(BEGIN, 4)),
        scenario("16 All answer 503", Incident.faultOfAll(BEGIN, new Fails(1, 503), FOR)));
  }

  private static Incident fault(Fault fault) {
    return Incident.fault(BEGIN, 0, fault, FOR);
  }

  private static Scenario scenario(String name, Incident... incidents) {
    return scenario(name, List.of(incidents));
  }

  private static Scenario scenario(String name, List<Incident> incidents) {
    String replay =
        "mvn -B -pl consumer-war/discovery -am test -Dtest=StandardScenariosTest"
            + " -Dsurefire.failIfNoSpecifiedTests=false";
    return new Scenario(name.substring(3), replay, 7, 120, FOUR, incidents);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("scenarios")
  void isDrawnBesidePlainRoundRobin(Scenario scenario) throws InterruptedException, IOException {
    Figures discovery = new World(scenario, false, false).run().observer().figures();
    Figures plain = new World(scenario, true, false).run().observer().figures();
    Files.createDirectories(DRAWINGS);
    Files.writeString(DRAWINGS.resolve(fileName(scenario)), Drawing.of(scenario, discovery, plain));
    assertThat(discovery.failures()).isLessThanOrEqualTo(Math.max(plain.failures(), A_FEW));
  }

  private static String fileName(Scenario scenario) {
    return scenario.name().toLowerCase(Locale.ROOT).replaceAll("\\W+", "-") + ".svg";
  }
}
