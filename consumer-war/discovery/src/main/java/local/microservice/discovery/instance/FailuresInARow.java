package local.microservice.discovery.instance;

import java.util.Optional;
import local.microservice.discovery.http.CallError;

/** Judges an instance by its own last calls. */
record FailuresInARow(int limit) {

  /**
   * Judges an instance after a failed call.
   *
   * @param error the failure
   */
  Optional<Reason> judge(Instance instance, CallError error) {
    if (error.isRefused()) {
      return Optional.of(new Reason.Refused(error));
    }
    int calls = instance.history().failuresInARow();
    return calls >= limit ? Optional.of(new Reason.FailedInARow(calls, error)) : Optional.empty();
  }
}
