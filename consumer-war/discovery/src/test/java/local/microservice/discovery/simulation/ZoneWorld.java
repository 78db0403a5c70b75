package local.microservice.discovery.simulation;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import local.microservice.discovery.call.BalancedService;
import local.microservice.discovery.call.Call;
import local.microservice.discovery.call.Outcome;
import local.microservice.discovery.call.ServiceListener;
import local.microservice.discovery.call.ServiceSetUp;
import local.microservice.discovery.call.Upkeep;
import local.microservice.discovery.choose.RoundRobin;
import local.microservice.discovery.http.Answer;
import local.microservice.discovery.http.Connections;
import local.microservice.discovery.http.Exchange;
import local.microservice.discovery.http.Request;
import local.microservice.discovery.instance.Instance;
import local.microservice.discovery.zone.Spread;

/** Several consumers and several instances in zones. Calls go to the consumers in turn. */
final class ZoneWorld {

  private static final double FIRST_CALL_SECONDS = 1;
  private static final double ENDING_SECONDS = 10;

  /** One attempt: from a consumer in a zone to an instance. */
  record Attempt(double atSeconds, String from, SimulatedInstance instance, String to) {
    boolean isLocal() {
      return from.equals(to);
    }
  }

  /** A call that has ended. */
  record Ended(double beganSeconds, double tookMillis, boolean good) {}

  /** Calls began to leave a zone. */
  record Spill(double atSeconds, String from, Spread why) {}

  private final VirtualTime time = new VirtualTime();
  private final EventLog log = new EventLog(false);
  private final SimulatedNames names = new SimulatedNames(time);
  private final List<BalancedService> consumers = new ArrayList<>();
  private final List<Upkeep> upkeeps = new ArrayList<>();
  private final List<String> zones;
  private final List<Attempt> attempts = new ArrayList<>();
  private final List<Ended> ended = new ArrayList<>();
  private final List<Spill> spills = new ArrayList<>();
  private final Scenario scenario;
  private final SimulatedNetwork network;
  private final Fleet fleet;
  private final Callers callers;
  private Set<String> evacuated = Set.of();
  private int turn;

  /**
   * Makes a world.
   *
   * @param instances the zone of each instance, for example {@code aabbc}
   * @param consumers the zone of each consumer
   */
  ZoneWorld(String instances, String consumers, double callsPerSecond, double seconds) {
    zones = instances.chars().mapToObj(Character::toString).toList();
    scenario =
        new Scenario(
            "zones",
            "",
            11,
            seconds,
            Scenario.Shape.USUAL.of(zones.size()).called(callsPerSecond, 0),
            List.of());
    SplittableRandom seed = new SplittableRandom(scenario.seed());
    network = new SimulatedNetwork(time, scenario.settings().connection());
    fleet = new Fleet(scenario.shape(), time, log, network, names, seed.split());
    for (String zone : consumers.split("")) {
      this.consumers.add(consumer(zone, seed.split()));
    }
    callers =
        new Callers(
            time,
            scenario,
            seed.split(),
            call -> next().send(new Call(call.request(), call)),
            this::ended);
  }

  private BalancedService next() {
    return consumers.get(turn++ % consumers.size());
  }

  private void ended(SimulatedCall call, Answer answer, IOException failure) {
    boolean good = failure == null && answer.status() == 200;
    double took = (time.nanos() - call.beginNanos()) / 1e6;
    ended.add(new Ended(call.beginNanos() / 1e9, took, good));
  }

  private BalancedService consumer(String zone, RandomGenerator random) {
    ServiceListener listener =
        new ServiceListener() {
          @Override
          public void spillBegan(String service, String from, Spread why) {
            spills.add(new Spill(time.nanos() / 1e9, from, why));
          }

          @Override
          public void attempted(Instance instance, Request request, Outcome outcome, long nanos) {
            SimulatedCall call = callers.underWay(request.path());
            if (call != null) {
              call.attemptEnded(outcome, false);
            }
          }
        };
    return new BalancedService(
        new ServiceSetUp(
            "simulated",
            new ZonedSource(
                names.source(fleet::addresses, scenario.settings().resolve()),
                endpoint -> zone(network.at(endpoint)),
                zone),
            "round-robin",
            new RoundRobin(),
            scenario.settings(),
            Optional.empty(),
            endpoint -> new Counted(network.to(endpoint), zone, network.at(endpoint)),
            time,
            () -> random,
            listener,
            () -> evacuated));
  }

  private String zone(SimulatedInstance instance) {
    return zones.get(instance.number());
  }

  /** Does something to this world. */
  ZoneWorld at(double seconds, Consumer<ZoneWorld> happens) {
    time.at((long) (seconds * 1e9), () -> happens.accept(this));
    return this;
  }

  ZoneWorld run() throws InterruptedException {
    time.at(0, () -> consumers.forEach(each -> upkeeps.add(new Upkeep(each, time))));
    time.at(
        (long) ((scenario.seconds() + ENDING_SECONDS) * 1e9), () -> upkeeps.forEach(Upkeep::close));
    callers.start(FIRST_CALL_SECONDS);
    time.run();
    return this;
  }

  /** Every instance of a zone has a fault for a while. */
  void strike(String zone, Fault fault, double seconds) {
    in(zone).forEach(each -> fleet.strike(each, fault, seconds));
  }

  /** Every process of a zone ends, and another one starts after a while. */
  void die(String zone, double seconds) {
    in(zone).forEach(each -> fleet.die(each, seconds, 0));
  }

  void evacuate(String... zones) {
    evacuated = Set.of(zones);
  }

  private List<SimulatedInstance> in(String zone) {
    return fleet.members().stream().filter(each -> zone(each).equals(zone)).toList();
  }

  List<Spill> spills() {
    return spills;
  }

  long failed() {
    return ended.stream().filter(each -> !each.good).count();
  }

  List<Ended> calls(double from, double to) {
    return ended.stream()
        .filter(each -> each.beganSeconds >= from && each.beganSeconds < to)
        .toList();
  }

  List<Attempt> attempts(double from, double to) {
    return attempts.stream().filter(each -> each.atSeconds >= from && each.atSeconds < to).toList();
  }

  /** The share of the attempts that stayed in their zone. */
  double local(double from, double to) {
    return attempts(from, to).stream().mapToInt(each -> each.isLocal() ? 1 : 0).average().orElse(0);
  }

  /** The attempts of each instance as a multiple of the mean, in the order of the instances. */
  Map<Integer, Double> timesMean(double from, double to) {
    Map<Integer, Double> shares = new TreeMap<>();
    List<Attempt> all = attempts(from, to);
    fleet.members().forEach(each -> shares.put(each.number(), 0.0));
    all.forEach(
        each ->
            shares.merge(each.instance.number(), (double) zones.size() / all.size(), Double::sum));
    return shares;
  }

  /** Connections that note where each attempt goes. */
  private final class Counted implements Connections {

    private final Connections real;
    private final String from;
    private final SimulatedInstance instance;

    Counted(Connections real, String from, SimulatedInstance instance) {
      this.real = real;
      this.from = from;
      this.instance = instance;
    }

    @Override
    public Answer send(Exchange exchange) throws IOException {
      attempts.add(new Attempt(time.nanos() / 1e9, from, instance, zone(instance)));
      return real.send(exchange);
    }

    @Override
    public int open() {
      return real.open();
    }

    @Override
    public void closeIdle() {
      real.closeIdle();
    }

    @Override
    public void closeUnused() {
      real.closeUnused();
    }

    @Override
    public void close() {
      real.close();
    }
  }
}
