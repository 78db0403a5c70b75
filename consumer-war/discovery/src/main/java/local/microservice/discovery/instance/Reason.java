package local.microservice.discovery.instance;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import local.microservice.discovery.http.CallError;

/** Why an instance is ejected. */
public sealed interface Reason {

  /** {@return the name of this kind of reason, for programs: {@code failed-in-a-row}} */
  default String code() {
    return getClass().getSimpleName().replaceAll("\\B[A-Z]", "-$0").toLowerCase(Locale.ROOT);
  }

  /** {@return the reason in English, without a full stop} */
  String text();

  /** {@return the figures of the text by name: counts, milliseconds, or shares from 0 to 1} */
  default Map<String, Number> figures() {
    return Map.of();
  }

  /** {@return the call that failed last; empty for a reason that is no failed call} */
  default Optional<CallError> failure() {
    return Optional.empty();
  }

  /**
   * {@return the longest time in nanoseconds of a call that ends the ejection; empty if any good
   * answer ends it}
   */
  default OptionalLong slowestCureNanos() {
    return OptionalLong.empty();
  }

  /**
   * {@return whether the returning instance gets a new warm-up; false after an ejection for
   * latency, as otherwise its latency would never be compared}
   */
  default boolean warmsUpAnew() {
    return slowestCureNanos().isEmpty();
  }

  /**
   * {@return whether the next ejection lasts longer; false for an instance that is only starting}
   */
  default boolean countsForBackOff() {
    return true;
  }

  /**
   * Nobody listens at the address, so one call is enough.
   *
   * @param error the failure
   */
  record Refused(CallError error) implements Reason {
    @Override
    public String text() {
      return "it takes no connection: " + error.text();
    }

    @Override
    public Optional<CallError> failure() {
      return Optional.of(error);
    }
  }

  /**
   * The instance has failed often without a good answer in between.
   *
   * @param calls how many calls failed
   * @param error the failure of the last call
   */
  record FailedInARow(int calls, CallError error) implements Reason {
    @Override
    public String text() {
      return calls + " calls failed in a row, the last: " + error.text();
    }

    @Override
    public Map<String, Number> figures() {
      return Map.of("calls", calls);
    }

    @Override
    public Optional<CallError> failure() {
      return Optional.of(error);
    }
  }

  /**
   * The instance has stopped answering while its peers go on.
   *
   * @param calls how many calls wait
   * @param patienceNanos how long each of them has waited at least, nanoseconds
   */
  record Stalled(int calls, long patienceNanos) implements Reason {
    @Override
    public String text() {
      return calls + " calls have no answer for " + NANOSECONDS.toMillis(patienceNanos) + " ms";
    }

    @Override
    public Map<String, Number> figures() {
      return Map.of("calls", calls, "millis", NANOSECONDS.toMillis(patienceNanos));
    }
  }

  /**
   * The instance fails more often than its peers.
   *
   * @param own the share of its calls that succeed, 0 to 1
   * @param peers the same share of its peers
   */
  record FailsMore(double own, double peers) implements Reason {
    @Override
    public String text() {
      return "%.0f %% of its calls succeed, of its peers' %.0f %%"
          .formatted(100 * own, 100 * peers);
    }

    @Override
    public Map<String, Number> figures() {
      return Map.of("own", own, "peers", peers);
    }
  }

  /**
   * The instance is much slower than its peers.
   *
   * @param ownMillis the instance's median latency, milliseconds
   * @param peersMillis the peers' median latency, milliseconds
   * @param limitNanos the highest allowed latency, nanoseconds
   */
  record Slow(double ownMillis, double peersMillis, long limitNanos) implements Reason {
    @Override
    public String text() {
      return "its median latency is %.1f ms, its peers' %.1f ms".formatted(ownMillis, peersMillis);
    }

    @Override
    public Map<String, Number> figures() {
      return Map.of("ownMillis", ownMillis, "peersMillis", peersMillis);
    }

    @Override
    public OptionalLong slowestCureNanos() {
      return OptionalLong.of(limitNanos);
    }
  }

  /**
   * The trial call was answered, but still too slowly.
   *
   * @param tookNanos how long the call took, nanoseconds
   * @param limitNanos the highest allowed latency, nanoseconds
   */
  record StillSlow(long tookNanos, long limitNanos) implements Reason {
    @Override
    public String text() {
      return "still slow: its trial call took " + NANOSECONDS.toMillis(tookNanos) + " ms";
    }

    @Override
    public Map<String, Number> figures() {
      return Map.of("tookMillis", NANOSECONDS.toMillis(tookNanos));
    }

    @Override
    public OptionalLong slowestCureNanos() {
      return OptionalLong.of(limitNanos);
    }
  }

  /**
   * The trial call failed.
   *
   * @param error the failure
   */
  record TrialFailed(CallError error) implements Reason {
    @Override
    public String text() {
      return "its trial call failed: " + error.text();
    }

    @Override
    public Optional<CallError> failure() {
      return Optional.of(error);
    }
  }

  /** The trial call never returned. */
  record TrialLost() implements Reason {
    @Override
    public String text() {
      return "its trial call did not end";
    }
  }

  /**
   * The instance has not answered yet: a container can have a name before it is ready.
   *
   * @param first the failure of its call
   */
  record Starting(Reason first) implements Reason {
    @Override
    public String code() {
      return first.code();
    }

    @Override
    public Map<String, Number> figures() {
      return first.figures();
    }

    @Override
    public Optional<CallError> failure() {
      return first.failure();
    }

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
