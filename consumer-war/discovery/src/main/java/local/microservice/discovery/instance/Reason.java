package local.microservice.discovery.instance;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.util.OptionalLong;

/** Why an instance is ejected. */
public sealed interface Reason {

  /**
   * Tells it in English.
   *
   * @return a sentence without a full stop
   */
  String text();

  /**
   * Tells how long a call may take that is to end the ejection.
   *
   * @return nanoseconds; empty where any good answer ends it
   */
  default OptionalLong slowestCureNanos() {
    return OptionalLong.empty();
  }

  /**
   * Tells whether the instance that comes back may be slow again for being new.
   *
   * @return false for one that was ejected for its latency: else it would never be compared
   */
  default boolean warmsUpAnew() {
    return slowestCureNanos().isEmpty();
  }

  /**
   * Tells whether the next ejection lasts longer.
   *
   * @return false for an instance that is only starting
   */
  default boolean countsForBackOff() {
    return true;
  }

  /**
   * Nobody listens there, so one call tells.
   *
   * @param error how the call failed
   */
  record Refused(String error) implements Reason {
    @Override
    public String text() {
      return "it takes no connection: " + error;
    }
  }

  /**
   * It has failed often without a good answer in between.
   *
   * @param calls how often
   * @param error how the last call failed
   */
  record FailedInARow(int calls, String error) implements Reason {
    @Override
    public String text() {
      return calls + " calls failed in a row, the last: " + error;
    }
  }

  /**
   * It has stopped to answer while its peers go on.
   *
   * @param calls how many calls wait
   * @param patienceNanos for how long at least
   */
  record Stalled(int calls, long patienceNanos) implements Reason {
    @Override
    public String text() {
      return calls + " calls have no answer for " + NANOSECONDS.toMillis(patienceNanos) + " ms";
    }
  }

  /**
   * More of its calls fail than of its peers'.
   *
   * @param own the share of its calls that succeed, 0 to 1
   * @param peers the same of its peers
   */
  record FailsMore(double own, double peers) implements Reason {
    @Override
    public String text() {
      return "%.0f %% of its calls succeed, of its peers' %.0f %%"
          .formatted(100 * own, 100 * peers);
    }
  }

  /**
   * It is much slower than its peers.
   *
   * @param ownMillis its median latency
   * @param peersMillis theirs
   * @param limitNanos what it may be
   */
  record Slow(double ownMillis, double peersMillis, long limitNanos) implements Reason {
    @Override
    public String text() {
      return "its median latency is %.1f ms, its peers' %.1f ms".formatted(ownMillis, peersMillis);
    }

    @Override
    public OptionalLong slowestCureNanos() {
      return OptionalLong.of(limitNanos);
    }
  }

  /**
   * Its trial call was answered, but as slowly as before.
   *
   * @param tookNanos how long the call took
   * @param limitNanos how long it might take
   */
  record StillSlow(long tookNanos, long limitNanos) implements Reason {
    @Override
    public String text() {
      return "still slow: its trial call took " + NANOSECONDS.toMillis(tookNanos) + " ms";
    }

    @Override
    public OptionalLong slowestCureNanos() {
      return OptionalLong.of(limitNanos);
    }
  }

  /**
   * Its trial call failed.
   *
   * @param error how
   */
  record TrialFailed(String error) implements Reason {
    @Override
    public String text() {
      return "its trial call failed: " + error;
    }
  }

  /** Its trial call never came back. */
  record TrialLost() implements Reason {
    @Override
    public String text() {
      return "its trial call did not end";
    }
  }

  /**
   * It has not answered yet, as a name may have a container before it is ready.
   *
   * @param first what its call ended with
   */
  record Starting(Reason first) implements Reason {
    @Override
    public String text() {
      return first.text();
    }

    @Override
    public boolean countsForBackOff() {
      return false;
    }
  }
}
