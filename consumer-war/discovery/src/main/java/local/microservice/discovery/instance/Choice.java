package local.microservice.discovery.instance;

import java.util.Optional;

/**
 * An instance chosen for a call, with its standing at that time. The call's outcome is reported
 * with it, so that a late answer does not change a later standing.
 *
 * @param instance the instance
 * @param under the ejection in force, if every instance was ejected or the call is a trial; empty
 *     in rotation
 * @param trial whether the call is the instance's trial
 */
public record Choice(Instance instance, Optional<Ejection> under, boolean trial) {

  /**
   * Chooses an instance for a call that is not a trial.
   *
   * @param instance the instance
   * @return the choice, with the ejection in force now
   */
  public static Choice of(Instance instance) {
    return new Choice(instance, instance.standing().ejection(), false);
  }

  /** Whether the ejection at the time of the choice is still in force. */
  boolean isInForce() {
    Optional<Ejection> now = instance.standing().ejection();
    return under.isPresent() && now.isPresent() && under.get() == now.get();
  }
}
