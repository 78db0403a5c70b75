package local.microservice.discovery.resolve;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Where the addresses come from at present.
 *
 * @param name {@link #NAMES}, {@link #ENDPOINT_SLICES}, or {@link #STORK} for a discovery of Stork
 * @param since since when this source is in force; null if there never was another
 * @param whyNoBetter why the better source, which is configured, is not in force; null if it is, or
 *     if there is none
 */
public record SourceInForce(String name, Instant since, String whyNoBetter) {

  /** The addresses that a name service has. */
  public static final String NAMES = "names";

  /** The addresses that the EndpointSlices of a cluster have. */
  public static final String ENDPOINT_SLICES = "endpoint-slices";

  /** The addresses that a discovery of Stork has. */
  public static final String STORK = "stork";

  /**
   * Describes where all hosts of a service have their addresses from.
   *
   * @param hosts the sources of the hosts
   * @return the better source if any host has it, since the last change; with the reasons of those
   *     hosts that do not have it
   */
  static SourceInForce ofAll(List<SourceInForce> hosts) {
    String reasons =
        hosts.stream()
            .map(SourceInForce::whyNoBetter)
            .filter(Objects::nonNull)
            .distinct()
            .collect(Collectors.joining("; "));
    return new SourceInForce(
        hosts.stream().map(SourceInForce::name).anyMatch(ENDPOINT_SLICES::equals)
            ? ENDPOINT_SLICES
            : NAMES,
        hosts.stream()
            .map(SourceInForce::since)
            .filter(Objects::nonNull)
            .max(Comparator.naturalOrder())
            .orElse(null),
        reasons.isEmpty() ? null : reasons);
  }

  /**
   * Tells whether this is news to somebody who knows the source before.
   *
   * @param before the source before; null for none
   * @return false when only the words of a reason differ, and at the start for the usual source
   */
  public boolean isNews(SourceInForce before) {
    boolean had = before != null && before.whyNoBetter != null;
    // The only source that there is needs no words.
    String known = before != null ? before.name : since == null ? name : NAMES;
    return !name.equals(known) || had == (whyNoBetter == null);
  }

  /**
   * Describes the only source.
   *
   * @param name the name of the source
   * @return the source, in force since ever
   */
  public static SourceInForce only(String name) {
    return new SourceInForce(name, null, null);
  }
}
