package local.microservice.discovery.kubernetes;

import java.net.InetAddress;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import local.microservice.discovery.resolve.EndpointState;
import local.microservice.discovery.resolve.HostAnswer;
import local.microservice.discovery.resolve.KnownHost;
import local.microservice.discovery.resolve.NameLookup;
import local.microservice.discovery.resolve.SourceInForce;
import local.microservice.discovery.time.Clock;

/**
 * A host that is a Service: its slices tell the addresses, and its name while they do not. Neither
 * waits for the other, and a change from one to the other takes no address away before the other
 * has answered. Thread-safe.
 *
 * <p>Slices of which no endpoint answers are like a name without addresses: the last good answer
 * stays, with an error. All may be there and only their probe or the control plane may be wrong;
 * then calls go on. If they are gone, a call to one of them fails as soon as a call without an
 * instance would.
 *
 * <p>While names are in force, the place of an address stays as the slices had it: a pod does not
 * move. Its conditions are unknown then.
 */
final class WatchedService implements KnownHost {

  private final String service;
  private final NameLookup names;
  private final SliceWatch watch;
  private final OwnZone zone;
  private final Clock clock;
  private boolean bySlices;
  private Instant since;
  private List<InetAddress> lastGood = List.of();
  private Map<InetAddress, EndpointState> lastStates = Map.of();

  /**
   * Makes the host of a Service that is watched and whose name is looked up.
   *
   * @param service the Service's name
   */
  WatchedService(String service, NameLookup names, SliceWatch watch, OwnZone zone, Clock clock) {
    this.service = service;
    this.names = names;
    this.watch = watch;
    this.zone = zone;
    this.clock = clock;
    since = clock.now();
  }

  @Override
  public synchronized HostAnswer answer() {
    SliceWatch.State now = watch.state();
    String problem = problem(now);
    boolean slicesKnown = now.slices() != null && problem == null;
    if (slicesKnown != bySlices) {
      bySlices = slicesKnown;
      since = clock.now();
      if (bySlices) {
        names.pause();
      } else {
        names.resume();
      }
    }
    return bySlices ? ofSlices(now) : ofNames(problem);
  }

  private String problem(SliceWatch.State now) {
    String problem = now.health().problem(clock.nanos());
    return problem == null && now.slices() != null && !now.slices().isAny()
        ? "no EndpointSlice belongs to a Service " + service
        : problem;
  }

  private HostAnswer ofSlices(SliceWatch.State now) {
    List<InetAddress> usable = now.slices().usable();
    lastGood = usable.isEmpty() ? lastGood : usable;
    lastStates = now.slices().states();
    return new HostAnswer(
        lastGood,
        lastStates,
        now.tookMillis(),
        usable.isEmpty() ? "no endpoint of " + service + " is ready" : null,
        new SourceInForce(SourceInForce.ENDPOINT_SLICES, since, null),
        zone.now());
  }

  private HostAnswer ofNames(String problem) {
    HostAnswer found = names.answer();
    lastGood = found.addresses().isEmpty() ? lastGood : found.addresses();
    Map<InetAddress, EndpointState> places = new LinkedHashMap<>();
    for (InetAddress ip : lastGood) {
      EndpointState last = lastStates.get(ip);
      if (last != null) {
        places.put(ip, last.withoutConditions());
      }
    }
    return new HostAnswer(
        lastGood,
        places,
        found.tookMillis(),
        found.error(),
        new SourceInForce(SourceInForce.NAMES, since, problem),
        zone.now());
  }

  @Override
  public boolean closeWhenIdle() {
    if (!names.closeWhenIdle()) {
      return false;
    }
    watch.close();
    return true;
  }

  @Override
  public void close() {
    names.close();
    watch.close();
  }
}
