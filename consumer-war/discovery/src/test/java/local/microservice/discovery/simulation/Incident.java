package local.microservice.discovery.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import local.microservice.discovery.simulation.SimulatedNames.Answering;

/**
 * An event that a scenario plans for its world.
 *
 * @param atSeconds when it happens
 * @param what its description
 * @param happens makes it happen; must not block
 */
record Incident(double atSeconds, String what, Consumer<World> happens) {

  /** An instance has a fault for a while. */
  static Incident fault(double at, int pick, Fault fault, double seconds) {
    return new Incident(
        at,
        fault + " of " + pick + " for " + seconds + " s",
        world -> world.fleet().strike(world.fleet().member(pick), fault, seconds));
  }

  /** Every instance has a fault for a while. */
  static Incident faultOfAll(double at, Fault fault, double seconds) {
    return new Incident(
        at,
        fault + " of all for " + seconds + " s",
        world ->
            List.copyOf(world.fleet().members())
                .forEach(each -> world.fleet().strike(each, fault, seconds)));
  }

  /** All instances but the last one have a fault for a while. */
  static Incident faultOfMost(double at, Fault fault, double seconds) {
    return new Incident(
        at,
        fault + " of all but one for " + seconds + " s",
        world -> world.fleet().most().forEach(each -> world.fleet().strike(each, fault, seconds)));
  }

  /** All processes but the last one end at the same moment, and come back after a while. */
  static Incident deathOfMost(double at, double seconds, long coldMillis) {
    return new Incident(
        at,
        "death of all but one for " + seconds + " s",
        world ->
            world.fleet().most().forEach(each -> world.fleet().die(each, seconds, coldMillis)));
  }

  /** A process ends. After a while another process listens at its address. */
  static Incident death(double at, int pick, double seconds, long coldMillis) {
    return new Incident(
        at,
        "death of " + pick + " for " + seconds + " s",
        world -> world.fleet().die(world.fleet().member(pick), seconds, coldMillis));
  }

  /** A new instance starts. Its name resolves at once. */
  static Incident join(double at, double startsAfterSeconds, Fault meanwhile, long coldMillis) {
    return new Incident(
        at,
        "an instance joins, and answers after " + startsAfterSeconds + " s",
        world -> world.fleet().join(startsAfterSeconds, meanwhile, coldMillis));
  }

  /** An instance's address leaves its name. Its process ends after a while. */
  static Incident leave(double at, int pick, double graceSeconds) {
    return new Incident(
        at,
        pick + " leaves, and ends after " + graceSeconds + " s",
        world -> world.fleet().leave(world.fleet().member(pick), graceSeconds));
  }

  /** New instances at other addresses replace the old ones, one after the other. */
  static List<Incident> rollingUpdate(double at, int instances, double everySeconds) {
    List<Incident> all = new ArrayList<>();
    for (int i = 0; i < instances; i++) {
      all.add(join(at + i * everySeconds, 0.5, null, 5000));
      all.add(leave(at + (i + 0.5) * everySeconds, 0, 3));
    }
    return all;
  }

  /** The name server answers for a name in another way for a while. */
  static Incident names(double at, String host, Answering how, double seconds) {
    return new Incident(
        at,
        host + " is " + how + " for " + seconds + " s",
        world -> world.fleet().answer(host, how, seconds));
  }

  /** The consumer's process stands still. */
  static Incident pause(double at, double seconds) {
    return new Incident(at, "a pause of " + seconds + " s", world -> world.pause(seconds));
  }

  /** Nobody calls for a while. */
  static Incident quiet(double at, double seconds) {
    return new Incident(
        at, "nobody calls for " + seconds + " s", world -> world.callers().quiet(seconds));
  }

  /** Many calls begin at once. */
  static Incident burst(double at, int calls) {
    return new Incident(at, calls + " calls at once", world -> world.callers().callAtOnce(calls));
  }
}
