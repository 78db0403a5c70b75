package local.microservice.discovery.resolve;

import local.microservice.discovery.time.Background;
import local.microservice.discovery.time.Clock;

/**
 * Looks up names, each in a thread of its own.
 *
 * @param names looks up a name
 * @param intervalMillis the pause between two lookups of a name, in milliseconds
 * @param clock the time
 * @param background runs the lookups
 */
public record NameLookups(
    NameService names, long intervalMillis, Clock clock, Background background)
    implements KnownHost.Factory {

  @Override
  public NameLookup of(String host, Runnable changed) {
    return new NameLookup(host, names, intervalMillis, changed, clock, background);
  }
}
