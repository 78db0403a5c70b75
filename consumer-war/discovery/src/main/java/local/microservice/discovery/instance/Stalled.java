package local.microservice.discovery.instance;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import local.microservice.discovery.http.Exchange;

/** Judges an instance by the calls that wait on it while its peers go on. */
record Stalled(long stallMillis) {

  /** So many unanswered calls tell a stopped instance from a slow answer. */
  private static final int CALLS = 5;

  /** An answer may take so many times longer than others. */
  private static final int PATIENCE_FACTOR = 3;

  /**
   * Judges.
   *
   * @param peers the instances in rotation, itself among them
   * @param nowNanos nanoseconds of the clock
   */
  Optional<Reason> judge(Instance instance, List<Instance> peers, long nowNanos) {
    if (instance.inFlight() < CALLS) {
      return Optional.empty();
    }
    long patience = patienceNanos(instance);
    List<Exchange> waiting =
        instance.outstanding().stream()
            .filter(exchange -> nowNanos - exchange.startNanos() > patience)
            .toList();
    boolean stalled =
        waiting.size() >= CALLS
            && nowNanos - instance.history().answeredNanos() > patience
            && peerIsFasterSince(waitingSince(waiting, nowNanos), nowNanos, instance, peers);
    return stalled ? Optional.of(new Reason.Stalled(waiting.size(), patience)) : Optional.empty();
  }

  /** How long a call may have no answer yet, nanoseconds. */
  long patienceNanos(Instance instance) {
    double p99Millis = instance.history().outcomes().recent().p99Millis();
    return Math.max(
        MILLISECONDS.toNanos(stallMillis),
        (long) (PATIENCE_FACTOR * p99Millis * MILLISECONDS.toNanos(1)));
  }

  /**
   * Since when enough calls wait to tell. Later ones do not count: there may be so many that no
   * caller is left whose call a peer could answer.
   */
  private static long waitingSince(List<Exchange> waiting, long nowNanos) {
    return nowNanos
        - waiting.stream()
            .map(exchange -> nowNanos - exchange.startNanos())
            .sorted(Comparator.reverseOrder())
            .skip(CALLS - 1L)
            .findFirst()
            .orElseThrow();
  }

  /**
   * Whether a peer has answered a call as new, and much faster than these have waited: calls may
   * all be slow for a while.
   */
  private static boolean peerIsFasterSince(
      long sinceNanos, long nowNanos, Instance exceptFor, List<Instance> peers) {
    return peers.stream()
        .filter(peer -> peer != exceptFor)
        .map(peer -> peer.history().newestAnswered())
        .anyMatch(
            call ->
                call.beganNanos() - sinceNanos > 0
                    && nowNanos - sinceNanos > PATIENCE_FACTOR * call.tookNanos());
  }
}
