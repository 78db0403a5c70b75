package local.microservice.discovery.instance;

import java.util.Optional;

/** Judges an instance by its own last calls. */
record FailuresInARow(int limit) {

  /**
   * Judges an instance after a failed call.
   *
   * @param refused whether the instance refused the connection
   * @param error the failure in words
   */
  Optional<Reason> judge(Instance instance, boolean refused, String error) {
    if (refused) {
      return Optional.of(new Reason.Refused(error));
    }
    int calls = instance.history().failuresInARow();
    return calls >= limit ? Optional.of(new Reason.FailedInARow(calls, error)) : Optional.empty();
  }
}
