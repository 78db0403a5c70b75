package local.microservice.discovery.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import local.microservice.discovery.call.BalancedService;
import local.microservice.discovery.call.Call;
import local.microservice.discovery.call.ServiceContract;
import local.microservice.discovery.call.ServiceSetUp;
import local.microservice.discovery.call.Upkeep;
import local.microservice.discovery.choose.LeastOutstanding;
import local.microservice.discovery.choose.LoadBalancer;
import local.microservice.discovery.choose.RoundRobin;
import local.microservice.discovery.http.Endpoint;
import local.microservice.discovery.instance.Instance;

/** One simulated run: a service, its instances, its callers and its faults. */
final class World {

  /** After the scenario's end, calls and lookups under way have this time to end. */
  private static final double ENDING_SECONDS = 10;

  private static final double FIRST_CALL_SECONDS = 1;

  private record Pause(long beginNanos, long endNanos) {}

  private final List<Pause> pauses = new ArrayList<>();
  private final Scenario scenario;
  private final VirtualTime time = new VirtualTime();
  private final EventLog log;
  private final SimulatedNetwork network;
  private final SimulatedNames names = new SimulatedNames(time);
  private final Fleet fleet;
  private final RandomGenerator ofDiscovery;
  private final boolean plain;
  private List<Endpoint> lastKnown = List.of();
  private final Client client;
  private final Callers callers;
  private final Observer observer;
  private final BalancedService service;
  private Upkeep upkeep;
  private long disturbedNanos;

  /**
   * Makes a world in which nothing has happened yet.
   *
   * @param plain whether plain round robin sends the calls instead of discovery
   */
  World(Scenario scenario, boolean plain, boolean printed) {
    this.scenario = scenario;
    log = new EventLog(printed);
    SplittableRandom seed = new SplittableRandom(scenario.seed());
    SplittableRandom ofFleet = seed.split();
    SplittableRandom ofCallers = seed.split();
    ofDiscovery = seed.split();
    network = new SimulatedNetwork(time, scenario.settings().connection());
    fleet = new Fleet(scenario.shape(), time, log, network, names, ofFleet);
    observer = plain ? new Observer(this) : new Invariants(this);
    service = makeService();
    this.plain = plain;
    client =
        plain
            ? new PlainRoundRobin(names, network, time, scenario)
            : call -> service.send(new Call(call.request(), call));
    callers = new Callers(time, scenario, ofCallers, client, observer);
  }

  private BalancedService makeService() {
    LoadBalancer balancer =
        scenario.shape().leastOutstanding()
            ? new LeastOutstanding(() -> ofDiscovery)
            : new RoundRobin();
    return new BalancedService(
        new ServiceSetUp(
            "simulated",
            new ZonedSource(
                names.source(fleet::addresses, scenario.settings().resolve()),
                this::zone,
                scenario.shape().zones() == 0 ? null : ZonedSource.name(0)),
            scenario.shape().leastOutstanding() ? "least-outstanding" : "round-robin",
            balancer,
            scenario.settings(),
            Optional.of(new Contract()),
            network,
            time,
            () -> ofDiscovery,
            observer,
            Set::of));
  }

  /** An instance's zone; null if zones are unknown. */
  private String zone(Endpoint endpoint) {
    SimulatedInstance there = network.at(endpoint);
    int zones = scenario.shape().zones();
    return zones == 0 || there == null ? null : ZonedSource.name(there.number() % zones);
  }

  /** Tells the service's own answers from those of another server. */
  private record Contract() implements ServiceContract {
    @Override
    public String service() {
      return "simulated";
    }

    @Override
    public boolean isKept(String method, String path, int status, String type, byte[] body) {
      return Reply.isOwn(body);
    }
  }

  /** Plays the world to its end. Throws the first broken invariant, or any other failure. */
  World run() throws InterruptedException {
    for (Incident each : scenario.incidents()) {
      time.at(
          (long) (each.atSeconds() * 1e9),
          () -> {
            log.add(time.nanos(), "INCIDENT", each.what(), "");
            each.happens().accept(this);
          });
    }
    double end = scenario.seconds() + ENDING_SECONDS;
    if (plain) {
      time.at(0, () -> ((PlainRoundRobin) client).start(end));
    } else {
      time.at(0, () -> upkeep = new Upkeep(service, time));
      time.at((long) (end * 1e9), this::close);
    }
    callers.start(FIRST_CALL_SECONDS);
    time.run();
    observer.worldEnded();
    return this;
  }

  private void close() {
    lastKnown = service.view().all().stream().map(Instance::endpoint).toList();
    upkeep.close();
  }

  /** The addresses that discovery knew at the end. */
  List<Endpoint> lastKnown() {
    return lastKnown;
  }

  void pause(double seconds) {
    long nanos = (long) (seconds * 1e9);
    pauses.add(new Pause(time.nanos(), time.nanos() + nanos));
    time.standStill(nanos);
    disturbedNanos = time.nanos();
  }

  Scenario scenario() {
    return scenario;
  }

  VirtualTime time() {
    return time;
  }

  EventLog log() {
    return log;
  }

  SimulatedNetwork network() {
    return network;
  }

  SimulatedNames names() {
    return names;
  }

  Fleet fleet() {
    return fleet;
  }

  Callers callers() {
    return callers;
  }

  BalancedService service() {
    return service;
  }

  Observer observer() {
    return observer;
  }

  /** How long the consumer has stood still since a moment. */
  long pausedNanosSince(long nanos) {
    return pauses.stream()
        .mapToLong(each -> Math.max(0, each.endNanos - Math.max(nanos, each.beginNanos)))
        .sum();
  }

  /**
   * The end of the last time in which the consumer stood still or nobody called. Nothing can be
   * expected of the consumer in such a time.
   */
  long disturbedNanos() {
    return Math.max(disturbedNanos, callers.quietUntilNanos());
  }
}
