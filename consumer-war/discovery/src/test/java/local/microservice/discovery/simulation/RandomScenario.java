package local.microservice.discovery.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import local.microservice.discovery.simulation.Reply.Ending;
import local.microservice.discovery.simulation.Scenario.Shape;
import local.microservice.discovery.simulation.SimulatedNames.Answering;

/** Ten minutes whose instances and incidents a seed draws. */
final class RandomScenario {

  private static final double SECONDS = 600;

  private static final String REPLAY =
      "mvn -B -pl consumer-war/discovery -am test -Dtest=SimulationTest"
          + " -Dsurefire.failIfNoSpecifiedTests=false -Dsimulation.seed=";

  /** The first seconds warm up. After the last incident, the instances have time to heal. */
  private static final double FIRST = 20;

  private static final double LAST = 420;

  private static final double[] POSTS = {0, 0.2, 0.2, 0.5, 1};
  private static final int[] POOLS = {4, 16, 256};
  private static final int[] STATUSES = {500, 502, 503, 504, 505, 408, 421};

  private final RandomGenerator random;
  private final long seed;

  private RandomScenario(long seed) {
    this.seed = seed;
    random = new SplittableRandom(seed);
  }

  static Scenario of(long seed) {
    return new RandomScenario(seed).draw();
  }

  private Scenario draw() {
    int names = 1 + random.nextInt(2);
    Shape shape =
        new Shape(
            1 + random.nextInt(12),
            names,
            2 * Math.pow(100, random.nextDouble()),
            20,
            POSTS[random.nextInt(POSTS.length)],
            random.nextInt(4) == 0,
            POOLS[random.nextInt(POOLS.length)],
            // The zones draw no number: the worlds are those of before.
            seed % 2 == 0 ? 0 : 2 + (int) (seed % 4 / 2));
    List<Incident> incidents = new ArrayList<>();
    for (int i = 4 + random.nextInt(12); i > 0; i--) {
      incidents.addAll(incident(FIRST + (LAST - FIRST) * random.nextDouble(), shape));
    }
    return new Scenario("seed " + seed, REPLAY + seed, seed, SECONDS, shape, incidents);
  }

  private List<Incident> incident(double at, Shape shape) {
    int pick = random.nextInt(100);
    double seconds = 1 + 40 * random.nextDouble() * random.nextDouble();
    long cold = random.nextInt(10_000);
    return switch (random.nextInt(13)) {
      case 0 -> List.of(Incident.death(at, pick, seconds, cold));
      case 1 -> List.of(Incident.death(at, pick, 0.01, cold));
      case 2 -> List.of(Incident.join(at, seconds / 5, startingFault(), cold));
      case 3 -> List.of(Incident.leave(at, pick, random.nextInt(4)));
      case 4 ->
          random.nextInt(3) > 0
              ? List.of()
              : Incident.rollingUpdate(at, shape.instances(), 4 + seconds / 4);
      case 5 ->
          List.of(
              Incident.names(at, Fleet.host(random.nextInt(shape.names())), answering(), seconds));
      case 6 -> List.of(Incident.pause(at, 0.3 + 6 * random.nextDouble()));
      case 7 ->
          random.nextInt(4) > 0
              ? List.of()
              : List.of(Incident.faultOfAll(at, fault(), seconds / 2));
      case 8 -> ofMost(at, seconds, cold);
      default -> List.of(Incident.fault(at, pick, fault(), seconds));
    };
  }

  private List<Incident> ofMost(double at, double seconds, long cold) {
    return switch (random.nextInt(3)) {
      case 0 -> List.of(Incident.deathOfMost(at, seconds, cold));
      // The kernel resets the connections of a killed process while it clears the process up.
      case 1 ->
          List.of(
              Incident.faultOfMost(at, new Fault.Resets(1, Ending.RESET), 0.5),
              Incident.deathOfMost(at + 0.5, seconds, cold));
      default -> List.of(Incident.faultOfMost(at, fault(), seconds / 2));
    };
  }

  private Fault startingFault() {
    return random.nextBoolean() ? new Fault.BlackHole() : null;
  }

  private Answering answering() {
    return Answering.values()[1 + random.nextInt(Answering.values().length - 1)];
  }

  private Fault fault() {
    double share = random.nextBoolean() ? 1 : random.nextDouble();
    return switch (random.nextInt(10)) {
      case 0 -> new Fault.BlackHole();
      case 1 -> new Fault.Hangs();
      case 2 -> new Fault.Refuses();
      case 3 -> new Fault.Resets(share, ending());
      case 4 -> new Fault.Slow(50 + random.nextInt(2000));
      case 5, 6 -> new Fault.Fails(share, STATUSES[random.nextInt(STATUSES.length)]);
      case 7 -> new Fault.NotNow(random.nextBoolean() ? 429 : 503, random.nextInt(20));
      case 8 -> new Fault.Trickles();
      default -> new Fault.Foreign(random.nextBoolean() ? 200 : 404);
    };
  }

  private Ending ending() {
    return new Ending[] {Ending.RESET, Ending.CLOSED, Ending.GARBAGE}[random.nextInt(3)];
  }
}
