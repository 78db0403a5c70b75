package local.microservice.discovery.simulation;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import local.microservice.discovery.resolve.Addresses;
import local.microservice.discovery.resolve.NameLookups;
import local.microservice.discovery.resolve.NameService;
import local.microservice.discovery.resolve.ResolveSettings;
import local.microservice.discovery.resolve.Source;

/** A name server that knows the instances. Its answers may be wrong. */
final class SimulatedNames implements NameService {

  /** How the name server answers for a name. */
  enum Answering {
    WELL,
    /** The name does not exist. */
    EMPTY,
    /** No answer comes until the resolver gives up. */
    HANGING,
    /** The answer has the addresses from before the incident. */
    STALE,
    /** The answer also has addresses that do not belong to the service. */
    WRONG,
    /** The resolver throws an error. */
    BROKEN
  }

  /** The duration of a lookup. */
  private static final long LOOKUP_NANOS = 500_000;

  /** How long the resolver waits for a name server. */
  private static final long GIVES_UP_NANOS = SECONDS.toNanos(10);

  private static final class Name {
    private final List<InetAddress> addresses = new ArrayList<>();
    private Answering answering = Answering.WELL;
    private InetAddress[] stale = {};
    private List<InetAddress> wrong = List.of();
  }

  private final Map<String, Name> names = new LinkedHashMap<>();
  private final VirtualTime time;

  SimulatedNames(VirtualTime time) {
    this.time = time;
  }

  /** A source whose lookups ask this name server. */
  Source source(Supplier<String> addresses, ResolveSettings settings) {
    return new Addresses(
        addresses,
        settings.addressFamily(),
        new NameLookups(this, settings.refreshMillis(), time, time));
  }

  void add(String host, InetAddress address) {
    name(host).addresses.add(address);
  }

  /** Removes an address from its name, unless it is the name's last one. */
  boolean remove(InetAddress address) {
    return names.values().stream()
        .anyMatch(name -> name.addresses.size() > 1 && name.addresses.remove(address));
  }

  void answer(String host, Answering how, List<InetAddress> wrong) {
    Name name = name(host);
    name.answering = how;
    name.stale = name.addresses.toArray(InetAddress[]::new);
    name.wrong = wrong;
  }

  /** Whether the answers for all names are right. */
  boolean isWell() {
    return names.values().stream().allMatch(name -> name.answering == Answering.WELL);
  }

  private Name name(String host) {
    return names.computeIfAbsent(host, each -> new Name());
  }

  @Override
  public InetAddress[] lookup(String host) throws UnknownHostException {
    Name name = name(host);
    boolean hangs = name.answering == Answering.HANGING;
    time.nap().until(time.nanos() + (hangs ? GIVES_UP_NANOS : LOOKUP_NANOS));
    if (hangs) {
      throw new UnknownHostException(host);
    }
    return switch (name.answering) {
      case EMPTY -> throw new UnknownHostException(host);
      case BROKEN -> throw new StackOverflowError("the resolver is broken");
      case STALE -> name.stale;
      case WRONG -> {
        List<InetAddress> all = new ArrayList<>(name.addresses);
        all.addAll(name.wrong);
        yield all.toArray(InetAddress[]::new);
      }
      default -> name.addresses.toArray(InetAddress[]::new);
    };
  }
}
