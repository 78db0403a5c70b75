package local.microservice.discovery.kubernetes;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import local.microservice.discovery.resolve.HostAnswer;
import local.microservice.discovery.resolve.KnownHost;
import local.microservice.discovery.resolve.NameLookup;
import local.microservice.discovery.resolve.NameLookups;
import local.microservice.discovery.resolve.SourceInForce;
import local.microservice.discovery.time.Background;
import local.microservice.discovery.time.Clock;

/** The cluster of this process, for all its services. Thread-safe. */
public final class Cluster {

  /** The names that the cluster's name server has for a Service. */
  private static final Pattern SERVICE =
      Pattern.compile(
          "(?<name>[a-z]([-a-z0-9]*[a-z0-9])?)"
              + "(\\.(?<namespace>[a-z0-9]([-a-z0-9]*[a-z0-9])?)(\\.svc(\\..+)?)?)?");

  private final ApiServer api;
  private final OwnZone zone;
  private final Pace pace;
  private final Clock clock;
  private final Supplier<? extends RandomGenerator> random;
  private final Background background;

  /**
   * Describes a cluster. Asks it nothing before a host is needed.
   *
   * @param settings where the API server is, and what this process is
   * @param clock the time
   * @param random gives the calling thread its random generator
   * @param background runs the watches, one thread for each Service
   */
  public Cluster(
      ClusterSettings settings,
      Clock clock,
      Supplier<? extends RandomGenerator> random,
      Background background) {
    this(settings, Pace.STANDARD, clock, random, background);
  }

  Cluster(
      ClusterSettings settings,
      Pace pace,
      Clock clock,
      Supplier<? extends RandomGenerator> random,
      Background background) {
    this.pace = pace;
    this.clock = clock;
    this.random = random;
    this.background = background;
    api = new ApiServer(settings, pace);
    zone = new OwnZone(settings.pod(), settings.zone(), pace, clock);
  }

  /**
   * Resolves hosts by slices where they name a Service of this process's namespace; all others by
   * names, and the source in force says why.
   *
   * @param names looks names up
   * @return begins to learn of hosts
   */
  public KnownHost.Factory hosts(NameLookups names) {
    return (host, changed) -> host(host, changed, names);
  }

  private KnownHost host(String host, Runnable changed, NameLookups names) {
    NameLookup lookup = names.of(host, changed);
    Optional<String> absence = api.absence();
    if (absence.isPresent()) {
      return new ByNameOnly(lookup, absence.get(), zone, clock.now());
    }
    Optional<String> service = service(host, api.namespace());
    if (service.isEmpty()) {
      String why = host + " names no Service of the namespace " + api.namespace();
      return new ByNameOnly(lookup, why, zone, clock.now());
    }
    SliceWatch watch =
        new SliceWatch(service.get(), api, zone, pace, clock, random, changed, background);
    return new WatchedService(service.get(), lookup, watch, zone, clock);
  }

  /** The Service of that namespace that a host names; empty for another host. */
  static Optional<String> service(String host, String namespace) {
    String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    Matcher parts = SERVICE.matcher(name);
    return parts.matches()
            && (parts.group("namespace") == null || parts.group("namespace").equals(namespace))
        ? Optional.of(parts.group("name"))
        : Optional.empty();
  }

  /** A host that no slices tell of. */
  private record ByNameOnly(NameLookup names, String why, OwnZone zone, Instant since)
      implements KnownHost {

    @Override
    public HostAnswer answer() {
      HostAnswer found = names.answer();
      return new HostAnswer(
          found.addresses(),
          found.states(),
          found.tookMillis(),
          found.error(),
          new SourceInForce(SourceInForce.NAMES, since, why),
          zone.now());
    }

    @Override
    public boolean closeWhenIdle() {
      return names.closeWhenIdle();
    }

    @Override
    public void close() {
      names.close();
    }
  }
}
