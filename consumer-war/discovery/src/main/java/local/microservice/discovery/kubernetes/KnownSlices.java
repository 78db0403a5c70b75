package local.microservice.discovery.kubernetes;

import java.net.InetAddress;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import local.microservice.discovery.kubernetes.Slice.Member;
import local.microservice.discovery.resolve.EndpointState;

/**
 * The slices of a Service, united.
 *
 * @param usable the addresses that calls go to: the ready ones; if there is none, those that
 *     terminate but still answer
 * @param states every address; one in two slices counts once
 * @param isAny whether there is any slice
 */
record KnownSlices(
    List<InetAddress> usable, Map<InetAddress, EndpointState> states, boolean isAny) {

  /** Unites slices. */
  static KnownSlices of(Collection<Slice> slices) {
    Map<InetAddress, Member> members = new LinkedHashMap<>();
    for (Slice slice : slices) {
      for (Member each : slice.members()) {
        // An endpoint that moves from one slice to another is in both for a moment. And a new pod
        // may have the address of one that ends.
        members.merge(each.ip(), each, (one, other) -> rank(one) <= rank(other) ? one : other);
      }
    }
    List<InetAddress> usable = having(members, Member::isUsable);
    Map<InetAddress, EndpointState> states = new LinkedHashMap<>();
    members.forEach((ip, member) -> states.put(ip, member.state()));
    return new KnownSlices(
        usable.isEmpty() ? having(members, Member::isLastResort) : usable,
        states,
        !slices.isEmpty());
  }

  private static int rank(Member member) {
    return member.isUsable() ? 0 : member.isLastResort() ? 1 : 2;
  }

  private static List<InetAddress> having(
      Map<InetAddress, Member> members, Predicate<Member> wanted) {
    return members.values().stream().filter(wanted).map(Member::ip).toList();
  }
}
