package local.microservice.discovery.instance;

import java.util.Optional;

/** Judges an instance by its last calls alone. */
record FailuresInARow(int limit) {

  /**
   * Judges after a call that failed.
   *
   * @param refused whether it refused the connection
   * @param error how the call failed
   */
  Optional<Reason> judge(Instance instance, boolean refused, String error) {
    if (refused) {
      return Optional.of(new Reason.Refused(error));
    }
    int calls = instance.history().failuresInARow();
    return calls >= limit ? Optional.of(new Reason.FailedInARow(calls, error)) : Optional.empty();
  }
}
