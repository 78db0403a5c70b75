package local.microservice.consumer.page;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import local.microservice.consumer.page.faults.FaultsInForce;
import local.microservice.consumer.page.traffic.CallTally;
import local.microservice.consumer.page.traffic.Traffic;
import local.microservice.discovery.Discovery;
import local.microservice.discovery.call.BalancedService;
import local.microservice.discovery.call.Call;
import local.microservice.discovery.call.CallSettings;
import local.microservice.discovery.call.CallTrace;
import local.microservice.discovery.call.ServiceSetUp;
import local.microservice.discovery.call.ServiceSettings;
import local.microservice.discovery.choose.LoadBalancer;
import local.microservice.discovery.choose.RoundRobin;
import local.microservice.discovery.http.Answer;
import local.microservice.discovery.http.AnswerMemory;
import local.microservice.discovery.http.ClientOptions;
import local.microservice.discovery.http.ConnectionSettings;
import local.microservice.discovery.http.Connections;
import local.microservice.discovery.http.Endpoint;
import local.microservice.discovery.http.Exchange;
import local.microservice.discovery.http.Request;
import local.microservice.discovery.instance.EjectionSettings;
import local.microservice.discovery.instance.Instance;
import local.microservice.discovery.resolve.AddressFamily;
import local.microservice.discovery.resolve.ResolveSettings;
import local.microservice.discovery.resolve.Resolved;
import local.microservice.discovery.resolve.SourceChoice;
import local.microservice.discovery.show.EventLog;
import local.microservice.discovery.time.Clock;
import local.microservice.discovery.zone.ZoneSettings;

/** What the page's server side sees of a service with many instances. Time passes on request. */
final class ManyInstances {

  private static final Call GET =
      new Call(
          new Request("GET", "/data", Map.of(), new byte[0], ClientOptions.NONE), CallTrace.NONE);

  private static final ServiceSettings SETTINGS =
      new ServiceSettings(
          new ResolveSettings(1000, AddressFamily.PREFER_IPV4, SourceChoice.NAMES),
          new ConnectionSettings(
              256,
              1000,
              500,
              2000,
              20_000,
              60_000,
              new ConnectionSettings.AnswerLimits(1 << 20, 1 << 16, 200)),
          new EjectionSettings(5, 20, 0.2, 3, 10, 30_000, 500, 5000, 60_000, 1000, 3000),
          new CallSettings(3000, 2, 0.2, 10),
          new ZoneSettings(true, 1));

  private long nanos;
  private final Clock clock =
      new Clock() {
        @Override
        public long nanos() {
          return nanos;
        }

        @Override
        public Instant now() {
          return Instant.EPOCH.plusNanos(nanos);
        }
      };
  private final EventLog events = new EventLog(clock::now);
  private final BalancedService service;
  private final Recording recording = new Recording();
  private final StateJson state = new StateJson();
  private int second;

  /** So many instances, the first of which take turns to be called. */
  ManyInstances(int count, int called) {
    LoadBalancer turns = new RoundRobin();
    List<Endpoint> endpoints = new ArrayList<>();
    for (int number = 0; number < count; number++) {
      endpoints.add(new Endpoint("http", "provider", ip(number), 8080));
    }
    service =
        new BalancedService(
            new ServiceSetUp(
                "provider",
                () -> new Resolved(endpoints, 3, null),
                "lock-free-round-robin",
                candidates -> turns.choose(candidates.subList(0, called)),
                SETTINGS,
                Optional.empty(),
                endpoint -> new Answering(),
                clock,
                ThreadLocalRandom::current,
                events,
                Set::of));
    service.refresh();
    Traffic none =
        new Traffic() {
          @Override
          public Optional<JsonObject> show(String name) {
            return Optional.empty();
          }

          @Override
          public Optional<JsonObject> summary(String name) {
            return Optional.empty();
          }

          @Override
          public Optional<CallTally.Counts> plain(String name) {
            return Optional.empty();
          }
        };
    Discovery discovery =
        new Discovery() {
          @Override
          public List<BalancedService> services() {
            return List.of(service);
          }

          @Override
          public EventLog events() {
            return events;
          }
        };
    recording.discovery = discovery;
    recording.traffic = none;
    state.discovery = discovery;
    state.traffic = none;
    // part: faults
    state.faults =
        new FaultsInForce() {
          @Override
          public Optional<JsonObject> of(Instance instance) {
            return Optional.empty();
          }
        };
    // end of part
    state.breakers =
        new CircuitBreakers() {
          @Override
          Map<String, List<String>> states() {
            return Map.of("provider", List.of("closed"));
          }

          @Override
          Map<String, Long> refused() {
            return Map.of();
          }
        };
    recording.breakers = state.breakers;
    state.hostname = Optional.of("consumer-5c9f7d8b6d-x2x4q");
    state.version = "v1.0.0";
    state.environment = "test";
  }

  private static InetAddress ip(int number) {
    try {
      return InetAddress.getByAddress(
          new byte[] {10, (byte) 244, (byte) (number / 250), (byte) (number % 250 + 1)});
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private final class Answering implements Connections {

    @Override
    public Answer send(Exchange exchange) {
      nanos += TimeUnit.MICROSECONDS.toNanos(ThreadLocalRandom.current().nextInt(500, 9000));
      return new Answer(200, List.of(), new byte[0], AnswerMemory.OF_PROCESS.part());
    }

    @Override
    public int open() {
      return 1;
    }

    @Override
    public void closeIdle() {}

    @Override
    public void closeUnused() {}

    @Override
    public void close() {}
  }

  /** Lets a second pass in which the instances have so many calls in turn. */
  void call(int calls) throws IOException {
    for (int call = 0; call < calls; call++) {
      service.send(GET).memory().close();
    }
    second++;
    if (second % 5 == 0) {
      service.turnOutcomes();
    }
    recording.record();
  }

  JsonObject state() {
    return state.at(recording.last());
  }

  List<Moment> moments() {
    return recording.moments();
  }
}
