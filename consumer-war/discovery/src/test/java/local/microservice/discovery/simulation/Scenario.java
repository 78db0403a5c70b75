package local.microservice.discovery.simulation;

import java.util.ArrayList;
import java.util.List;
import local.microservice.discovery.call.CallSettings;
import local.microservice.discovery.call.ServiceSettings;
import local.microservice.discovery.http.ConnectionSettings;
import local.microservice.discovery.http.ConnectionSettings.AnswerLimits;
import local.microservice.discovery.instance.EjectionSettings;
import local.microservice.discovery.resolve.AddressFamily;
import local.microservice.discovery.resolve.ResolveSettings;
import local.microservice.discovery.resolve.SourceChoice;
import local.microservice.discovery.zone.ZoneSettings;

/**
 * The parts of a world, and its incidents.
 *
 * @param name its name
 * @param replay the command line that plays it again
 * @param seed the seed of all its randomness
 * @param seconds its length
 * @param shape the parts of its world at first
 * @param incidents its incidents
 */
record Scenario(
    String name, String replay, long seed, double seconds, Shape shape, List<Incident> incidents) {

  /**
   * The parts of a world at first.
   *
   * @param instances the number of instances
   * @param names the number of host names that the instances share
   * @param millis how long an answer takes
   * @param callsPerSecond the number of calls a second
   * @param postShare the share of calls that may not be repeated, 0 to 1
   * @param leastOutstanding whether the strategy is least-outstanding instead of round-robin
   * @param pool the most connections to an instance
   * @param zones the number of zones; 0 if the zones are unknown
   */
  record Shape(
      int instances,
      int names,
      double millis,
      double callsPerSecond,
      double postShare,
      boolean leastOutstanding,
      int pool,
      int zones) {

    /** Three instances of 20 ms, 20 calls a second, one in five a POST. */
    static final Shape USUAL = new Shape(3, 1, 20, 20, 0.2, false, 256, 0);

    Shape of(int number) {
      return new Shape(
          number, names, millis, callsPerSecond, postShare, leastOutstanding, pool, zones);
    }

    Shape inZones(int number) {
      return new Shape(
          instances, names, millis, callsPerSecond, postShare, leastOutstanding, pool, number);
    }

    Shape named(int hosts) {
      return new Shape(
          instances, hosts, millis, callsPerSecond, postShare, leastOutstanding, pool, zones);
    }

    Shape called(double rate, double posts) {
      return new Shape(instances, names, millis, rate, posts, leastOutstanding, pool, zones);
    }

    Shape answering(double time, int connections) {
      return new Shape(
          instances, names, time, callsPerSecond, postShare, leastOutstanding, connections, zones);
    }
  }

  Scenario with(Shape other) {
    return new Scenario(name, replay, seed, seconds, other, incidents);
  }

  Scenario with(List<Incident> more) {
    List<Incident> all = new ArrayList<>(incidents);
    all.addAll(more);
    return new Scenario(name, replay, seed, seconds, shape, List.copyOf(all));
  }

  Scenario with(Incident... more) {
    return with(List.of(more));
  }

  /** The settings of microprofile-config.properties. */
  ServiceSettings settings() {
    return new ServiceSettings(
        new ResolveSettings(1000, AddressFamily.PREFER_IPV4, SourceChoice.NAMES),
        new ConnectionSettings(
            shape.pool(), 1000, 500, 2000, 20_000, 60_000, new AnswerLimits(1 << 20, 1 << 16, 200)),
        new EjectionSettings(5, 20, 0.2, 3, 10, 30_000, 500, 5000, 60_000, 1000, 3000),
        new CallSettings(3000, 2, 0.2, 10),
        new ZoneSettings(true, 1));
  }
}
