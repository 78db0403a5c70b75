package local.microservice.discovery.instance;

import java.util.Optional;

/**
 * An instance that was chosen for a call, as it was then. What becomes of the call is said with it,
 * so that a late answer changes nothing that has come later.
 *
 * @param instance which
 * @param under the ejection in force, as every instance was ejected or this is a trial; empty in
 *     rotation
 * @param trial whether the call is its trial
 */
public record Choice(Instance instance, Optional<Ejection> under, boolean trial) {

  /**
   * Chooses an instance for a call that is no trial.
   *
   * @param instance any
   * @return the choice, under what is in force now
   */
  public static Choice of(Instance instance) {
    return new Choice(instance, instance.standing().ejection(), false);
  }

  /** Whether the ejection that the call was sent under is in force still. */
  boolean isInForce() {
    Optional<Ejection> now = instance.standing().ejection();
    return under.isPresent() && now.isPresent() && under.get() == now.get();
  }
}
