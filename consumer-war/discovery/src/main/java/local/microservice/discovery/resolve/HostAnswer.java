package local.microservice.discovery.resolve;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;

/**
 * What is known of one host.
 *
 * @param addresses where calls may go: the last good answer; empty before the first
 * @param states what a cluster says of its addresses, also of those that get no calls; empty for a
 *     host whose states nobody tells
 * @param tookMillis how long the last lookup took, in milliseconds
 * @param error what is wrong, or null
 * @param source where the addresses come from
 * @param ownZone the zone of this process; null when unknown
 */
public record HostAnswer(
    List<InetAddress> addresses,
    Map<InetAddress, EndpointState> states,
    long tookMillis,
    String error,
    SourceInForce source,
    String ownZone) {}
