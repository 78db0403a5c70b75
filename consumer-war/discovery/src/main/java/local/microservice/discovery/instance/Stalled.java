package local.microservice.discovery.instance;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import local.microservice.discovery.http.Exchange;

/** Judges an instance by its unanswered calls while its peers go on. */
record Stalled(long stallMillis) {

  /** This many unanswered calls show a stopped instance, and not just one slow answer. */
  private static final int CALLS = 5;

  /** How many times longer than others an answer may take. */
  private static final int PATIENCE_FACTOR = 3;

  /**
   * Judges an instance.
   *
   * @param peers the instances in rotation, including this one
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

  /** How long a call may stay unanswered, nanoseconds. */
  long patienceNanos(Instance instance) {
    double p99Millis = instance.history().outcomes().recent().p99Millis();
    return Math.max(
        MILLISECONDS.toNanos(stallMillis),
        (long) (PATIENCE_FACTOR * p99Millis * MILLISECONDS.toNanos(1)));
  }

  /**
   * When the oldest {@link #CALLS} waiting calls had begun. Later calls are ignored: so many may
   * wait that no caller is left to send a call to a peer.
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
   * Whether a peer has answered a call that began later, and much faster than these calls have
   * waited. Otherwise all calls may just be slow for a while.
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
