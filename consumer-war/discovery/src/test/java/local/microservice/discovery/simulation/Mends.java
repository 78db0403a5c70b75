package local.microservice.discovery.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import local.microservice.discovery.simulation.Fault.BlackHole;
import local.microservice.discovery.simulation.Fault.Fails;
import local.microservice.discovery.simulation.Fault.Foreign;
import local.microservice.discovery.simulation.Fault.Hangs;
import local.microservice.discovery.simulation.Fault.NotNow;
import local.microservice.discovery.simulation.Fault.Resets;
import local.microservice.discovery.simulation.Fault.Slow;
import local.microservice.discovery.simulation.Reply.Ending;
import local.microservice.discovery.simulation.Scenario.Shape;
import local.microservice.discovery.simulation.SimulatedNames.Answering;

/** Every fault that this project had and that a simulation can show. */
final class Mends {

  private static final Shape GETS = Shape.USUAL.called(20, 0);
  private static final Shape BUSY = Shape.USUAL.called(60, 0).answering(300, 256);
  private static final String NAME = Fleet.host(0);

  private Mends() {}

  static Stream<Mend> all() {
    return Stream.of(resolving(), starting(), losing(), blaming(), trying()).flatMap(List::stream);
  }

  private static List<Mend> resolving() {
    return List.of(
        Mend.of(
                "7237f74",
                "discovery dropped the instances when a name had no address",
                GETS,
                Incident.names(20, NAME, Answering.EMPTY, 60))
            .noCallFails(),
        Mend.of(
                "216e92b",
                "an Error in a background thread ended discovery",
                GETS,
                Incident.names(20, NAME, Answering.BROKEN, 10),
                Incident.join(40, 0, null, 0))
            .noCallFails()
            .everyProcessIsUsedWithin(2.5),
        Mend.of(
                "c51e4b6",
                "a lookup that hung delayed the lookups of other names",
                GETS.named(2),
                Incident.names(0, NAME, Answering.HANGING, 60),
                Incident.join(30, 0, null, 0))
            .noCallFails()
            .and(
                world ->
                    assertThat(world.fleet().member(3).longestUnusedSeconds())
                        .as("seconds without a call of the new instance of the other name")
                        .isLessThan(2.5)),
        Mend.of(
                "d419eb7",
                "an instance kept its old host name after the list named another one",
                GETS,
                new Incident(
                    30,
                    "the service has another name",
                    world -> world.fleet().rename("other.test")))
            .noCallFails()
            .and(
                world ->
                    assertThat(world.lastKnown())
                        .hasSize(3)
                        .allMatch(each -> each.name().equals("other.test"))));
  }

  private static List<Mend> starting() {
    return List.of(
        Mend.of(
                "a22f2dd",
                "an instance got its first call up to a minute after it was ready",
                GETS,
                Incident.join(20, 35, new BlackHole(), 0))
            .everyProcessIsUsedWithin(2),
        Mend.of(
                "b2ce9a8",
                "discovery ejected a new instance because it was cold",
                GETS,
                Incident.join(20, 0, null, 25_000))
            .nobodyIsEjected(),
        Mend.of(
                "b2f1057",
                "a trial call waited for an instance that was still starting",
                GETS,
                Incident.join(20, 30, new Hangs(), 0),
                Incident.join(20, 30, new Hangs(), 0))
            .noCallTakes(1000, 26, 120),
        Mend.of(
                "f1e9221",
                "trial calls used up the retry budget",
                GETS.called(2, 0),
                Incident.join(20, 60, new BlackHole(), 0),
                Incident.join(20, 60, new BlackHole(), 0),
                Incident.join(20, 60, new BlackHole(), 0),
                Incident.join(20, 60, new BlackHole(), 0))
            .noCallFailsSince(45),
        Mend.of(
            "8be73ca",
            "with few calls, only the first of several ejected instances got trial calls",
            GETS.called(2, 0),
            Incident.fault(20, 0, new BlackHole(), 90),
            Incident.join(20, 80, new BlackHole(), 0),
            Incident.join(20, 80, new BlackHole(), 0),
            Incident.join(20, 30, new BlackHole(), 0)),
        Mend.of(
                "11f9a41",
                "a process that came back got its first call 40 s later",
                GETS,
                Incident.death(20, 0, 45, 0))
            .noCallFails()
            .everyProcessIsUsedWithin(2));
  }

  private static List<Mend> losing() {
    return List.of(
        Mend.of(
                "f1e9221",
                "calls failed because they met three instances that had just ended",
                GETS.of(6),
                Incident.deathOfMost(20, 30, 0))
            .noCallFails(),
        Mend.of(
                "98a9e90",
                "calls failed because they met three connections that were closing",
                GETS.of(6),
                Incident.faultOfMost(20, new Resets(1, Ending.RESET), 0.5),
                Incident.deathOfMost(20.5, 30, 0))
            .noCallFails(),
        Mend.of(
                "5d31795",
                "discovery took another server at an address for the service",
                GETS,
                Incident.fault(20, 0, new Foreign(404), 60))
            .noCallFails(),
        Mend.of(
                "cd39bfd",
                "discovery blamed the caller for a status that no provider gives",
                GETS,
                Incident.fault(20, 0, new Fails(1, 421), 20),
                Incident.fault(50, 1, new Fails(1, 505), 20))
            .noCallFails(),
        Mend.of(
                "8632427",
                "discovery did not count an answer that is not HTTP as a failure",
                GETS,
                Incident.fault(20, 0, new Resets(1, Ending.GARBAGE), 60))
            .noCallFails());
  }

  private static List<Mend> blaming() {
    return List.of(
        Mend.of(
                "23db68c",
                "discovery took a pause of its own process for a stall of its instances",
                BUSY,
                Incident.pause(20, 0.7),
                Incident.pause(30, 1.2))
            .nobodyIsEjected(),
        Mend.of(
                "951d45a",
                "discovery blamed every instance for a pause of four seconds",
                BUSY,
                Incident.pause(20, 4))
            .nobodyIsEjected(),
        Mend.of(
                "951d45a",
                "discovery ejected one instance although all were slow after a quiet time",
                GETS,
                Incident.quiet(20, 12),
                Incident.faultOfAll(31, new Slow(1200), 3),
                Incident.burst(31.5, 21),
                Incident.burst(31.6, 3))
            .nobodyIsEjected(),
        Mend.of(
                "8632427",
                "discovery ejected every instance because its own pool was full",
                GETS.answering(300, 4),
                Incident.burst(20, 60))
            .nobodyIsEjected(),
        Mend.of(
            "44ff145",
            "discovery counted the wait for its own pool as latency of the instance",
            GETS.of(6).answering(200, 4),
            Incident.deathOfMost(20, 15, 0)),
        Mend.of(
                "8632427",
                "discovery ejected every instance because requests could not be made",
                GETS,
                new Incident(20, "impossible requests", world -> world.callers().impossible(true)),
                new Incident(25, "possible ones", world -> world.callers().impossible(false)))
            .nobodyIsEjected(),
        Mend.of(
                "2d1c2f6",
                "discovery ejected every instance because a client's own timeouts were short",
                GETS,
                new Incident(20, "impatient callers", world -> world.callers().impatient(true)),
                new Incident(25, "patient ones", world -> world.callers().impatient(false)))
            .nobodyIsEjected(),
        Mend.of(
            "8632427",
            "discovery blamed an instance for time that another one had used up",
            GETS.called(20, 0).answering(700, 256),
            Incident.fault(20, 0, new Hangs(), 20)),
        Mend.of(
                "8632427",
                "discovery ejected an overloaded instance because it answered 429",
                GETS,
                Incident.fault(20, 0, new NotNow(429, 2), 10),
                Incident.fault(50, 1, new NotNow(503, 2), 10))
            .nobodyIsEjected()
            .noCallFails());
  }

  private static List<Mend> trying() {
    return List.of(
        Mend.of(
            "8632427",
            "a trial call without a result never ended",
            GETS,
            Incident.fault(20, 0, new Fails(1, 500), 4),
            new Incident(22, "impatient callers", world -> world.callers().impatient(true)),
            new Incident(40, "patient ones", world -> world.callers().impatient(false))),
        Mend.of(
            "8632427",
            "a service that gets only POST calls never readmitted an instance",
            Shape.USUAL.called(20, 1),
            Incident.fault(20, 0, new Fails(1, 500), 6)));
  }
}
