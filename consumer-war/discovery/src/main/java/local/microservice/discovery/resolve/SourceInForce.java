package local.microservice.discovery.resolve;

import java.time.Instant;

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
   * Describes the only source.
   *
   * @param name the name of the source
   * @return the source, in force since ever
   */
  public static SourceInForce only(String name) {
    return new SourceInForce(name, null, null);
  }
}
