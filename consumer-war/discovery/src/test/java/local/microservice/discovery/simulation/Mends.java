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

/** The track record: every fault that this project had and that shows in a simulation. */
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
                "a name without an answer took the instances away",
                GETS,
                Incident.names(20, NAME, Answering.EMPTY, 60))
            .noCallFails(),
        Mend.of(
                "216e92b",
                "an Error in the background ended discovery",
                GETS,
                Incident.names(20, NAME, Answering.BROKEN, 10),
                Incident.join(40, 0, null, 0))
            .noCallFails()
            .everyProcessIsUsedWithin(2.5),
        Mend.of(
                "c51e4b6",
                "a name that hangs held up the others",
                GETS.named(2),
                Incident.names(0, NAME, Answering.HANGING, 60),
                Incident.join(30, 0, null, 0))
            .noCallFails()
            .and(
                world ->
                    assertThat(world.fleet().member(3).longestUnusedSeconds())
                        .as("the new one of the other name, s")
                        .isLessThan(2.5)),
        Mend.of(
                "d419eb7",
                "an address kept the name that it had before",
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
                "an instance that was not ready yet was used up to a minute later",
                GETS,
                Incident.join(20, 35, new BlackHole(), 0))
            .everyProcessIsUsedWithin(2),
        Mend.of(
                "b2ce9a8",
                "a new instance was ejected for being cold",
                GETS,
                Incident.join(20, 0, null, 25_000))
            .nobodyIsEjected(),
        Mend.of(
                "b2f1057",
                "a trial waited for an instance that was only starting",
                GETS,
                Incident.join(20, 30, new Hangs(), 0),
                Incident.join(20, 30, new Hangs(), 0))
            .noCallTakes(1000, 26, 120),
        Mend.of(
                "f1e9221",
                "trials used the retry budget up",
                GETS.called(2, 0),
                Incident.join(20, 60, new BlackHole(), 0),
                Incident.join(20, 60, new BlackHole(), 0),
                Incident.join(20, 60, new BlackHole(), 0),
                Incident.join(20, 60, new BlackHole(), 0))
            .noCallFailsSince(45),
        Mend.of(
            "8be73ca",
            "with few calls the first of several was tried again and again, the others never",
            GETS.called(2, 0),
            Incident.fault(20, 0, new BlackHole(), 90),
            Incident.join(20, 80, new BlackHole(), 0),
            Incident.join(20, 80, new BlackHole(), 0),
            Incident.join(20, 30, new BlackHole(), 0)),
        Mend.of(
                "11f9a41",
                "a process that came back where nobody listened was used 40 s later",
                GETS,
                Incident.death(20, 0, 45, 0))
            .noCallFails()
            .everyProcessIsUsedWithin(2));
  }

  private static List<Mend> losing() {
    return List.of(
        Mend.of(
                "f1e9221",
                "calls met three instances that had just ended, and failed",
                GETS.of(6),
                Incident.deathOfMost(20, 30, 0))
            .noCallFails(),
        Mend.of(
                "98a9e90",
                "calls met three connections that were just closing, and failed",
                GETS.of(6),
                Incident.faultOfMost(20, new Resets(1, Ending.RESET), 0.5),
                Incident.deathOfMost(20.5, 30, 0))
            .noCallFails(),
        Mend.of(
                "5d31795",
                "another server at an address was believed",
                GETS,
                Incident.fault(20, 0, new Foreign(404), 60))
            .noCallFails(),
        Mend.of(
                "cd39bfd",
                "a status that no provider gives was the caller's own",
                GETS,
                Incident.fault(20, 0, new Fails(1, 421), 20),
                Incident.fault(50, 1, new Fails(1, 505), 20))
            .noCallFails(),
        Mend.of(
                "8632427",
                "an answer that is not HTTP went past the bookkeeping",
                GETS,
                Incident.fault(20, 0, new Resets(1, Ending.GARBAGE), 60))
            .noCallFails());
  }

  private static List<Mend> blaming() {
    return List.of(
        Mend.of(
                "23db68c",
                "a pause of this process was its instances' stall",
                BUSY,
                Incident.pause(20, 0.7),
                Incident.pause(30, 1.2))
            .nobodyIsEjected(),
        Mend.of(
                "951d45a",
                "after a pause of four seconds every instance was to blame",
                BUSY,
                Incident.pause(20, 4))
            .nobodyIsEjected(),
        Mend.of(
                "951d45a",
                "calls that were slow everywhere ejected an instance after a quiet time",
                GETS,
                Incident.quiet(20, 12),
                Incident.faultOfAll(31, new Slow(1200), 3),
                Incident.burst(31.5, 21),
                Incident.burst(31.6, 3))
            .nobodyIsEjected(),
        Mend.of(
                "8632427",
                "a full pool of this process ejected every instance",
                GETS.answering(300, 4),
                Incident.burst(20, 60))
            .nobodyIsEjected(),
        Mend.of(
            "44ff145",
            "the wait for a connection made the last instance slow, once the others were back",
            GETS.of(6).answering(200, 4),
            Incident.deathOfMost(20, 15, 0)),
        Mend.of(
                "8632427",
                "requests that could not be made ejected every instance",
                GETS,
                new Incident(20, "impossible requests", world -> world.callers().impossible(true)),
                new Incident(25, "possible ones", world -> world.callers().impossible(false)))
            .nobodyIsEjected(),
        Mend.of(
                "2d1c2f6",
                "a client's own short time-outs ejected every instance",
                GETS,
                new Incident(20, "impatient callers", world -> world.callers().impatient(true)),
                new Incident(25, "patient ones", world -> world.callers().impatient(false)))
            .nobodyIsEjected(),
        Mend.of(
            "8632427",
            "time that another instance had used up counted against the next one",
            GETS.called(20, 0).answering(700, 256),
            Incident.fault(20, 0, new Hangs(), 20)),
        Mend.of(
                "8632427",
                "429 ejected an instance that had enough to do",
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
            "a trial that told nothing was for ever",
            GETS,
            Incident.fault(20, 0, new Fails(1, 500), 4),
            new Incident(22, "impatient callers", world -> world.callers().impatient(true)),
            new Incident(40, "patient ones", world -> world.callers().impatient(false))),
        Mend.of(
            "8632427",
            "a service that is only posted to took no instance back",
            Shape.USUAL.called(20, 1),
            Incident.fault(20, 0, new Fails(1, 500), 6)));
  }
}
