package local.microservice.discovery.resolve;

import java.util.List;
import java.util.Map;
import local.microservice.discovery.http.Endpoint;

/**
 * The known addresses of a service.
 *
 * @param endpoints every instance that calls may go to; for a name whose lookup fails, those of its
 *     last good answer
 * @param states what is known of the endpoints; also of those that get no calls, as they are not
 *     ready yet or terminate. Empty if the source knows no states
 * @param tookMillis how long the slowest lookup took, in milliseconds
 * @param error what is wrong, or null
 * @param source where the endpoints come from
 * @param ownZone the zone of this process; null when unknown
 */
public record Resolved(
    List<Endpoint> endpoints,
    Map<Endpoint, EndpointState> states,
    long tookMillis,
    String error,
    SourceInForce source,
    String ownZone) {

  /**
   * Makes the answer of a source that knows no states.
   *
   * @param endpoints every instance
   * @param tookMillis how long the slowest lookup took, in milliseconds
   * @param error what is wrong, or null
   * @param source where the endpoints come from
   */
  public Resolved(List<Endpoint> endpoints, long tookMillis, String error, SourceInForce source) {
    this(endpoints, Map.of(), tookMillis, error, source, null);
  }

  /**
   * Makes the answer of a name service.
   *
   * @param endpoints every instance
   * @param tookMillis how long the slowest lookup took, in milliseconds
   * @param error what is wrong, or null
   */
  public Resolved(List<Endpoint> endpoints, long tookMillis, String error) {
    this(endpoints, tookMillis, error, SourceInForce.only(SourceInForce.NAMES));
  }
}
