package local.microservice.discovery.simulation;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import local.microservice.discovery.http.Endpoint;
import local.microservice.discovery.resolve.EndpointState;
import local.microservice.discovery.resolve.Resolved;
import local.microservice.discovery.resolve.Source;

/**
 * Adds zones to the addresses of a source.
 *
 * @param addresses finds the addresses
 * @param zone gives the zone of an instance; null if it is unknown
 * @param ownZone the consumer's zone; null if it is unknown
 */
record ZonedSource(Source addresses, Function<Endpoint, String> zone, String ownZone)
    implements Source {

  /** The name of a zone: a, b, c. */
  static String name(int number) {
    return String.valueOf((char) ('a' + number));
  }

  @Override
  public Resolved resolve() {
    Resolved found = addresses.resolve();
    Map<Endpoint, EndpointState> states = new LinkedHashMap<>();
    for (Endpoint each : found.endpoints()) {
      String in = zone.apply(each);
      if (in != null) {
        states.put(each, new EndpointState(true, true, false, in, null, Set.of()));
      }
    }
    return new Resolved(
        found.endpoints(), states, found.tookMillis(), found.error(), found.source(), ownZone);
  }

  @Override
  public void onChange(Runnable changed) {
    addresses.onChange(changed);
  }

  @Override
  public void close() {
    addresses.close();
  }
}
