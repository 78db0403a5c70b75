package local.microservice.discovery.instance;

import java.util.Optional;

/** Whether calls go to an instance. Each standing has the moves that it allows, and no other. */
public sealed interface Standing {

  /**
   * Names it, as it is shown.
   *
   * @return {@code in-rotation}, {@code ejected}, {@code on-trial} or {@code leaving}
   */
  String text();

  /**
   * Tells the ejection in force.
   *
   * @return empty in rotation
   */
  Optional<Ejection> ejection();

  /**
   * Its address is not resolved any more.
   *
   * @return the standing until its calls have ended
   */
  Leaving leave();

  /**
   * Calls go to it.
   *
   * @param ejections how many ejections it has behind it in a row
   * @param sinceNanos since when, nanoseconds of the clock
   */
  record InRotation(int ejections, long sinceNanos) implements Standing {

    Ejected eject(Ejection ejection) {
      return new Ejected(ejection);
    }

    @Override
    public Leaving leave() {
      return new Leaving(this);
    }

    @Override
    public Optional<Ejection> ejection() {
      return Optional.empty();
    }

    @Override
    public String text() {
      return "in-rotation";
    }
  }

  /** An ejection is in force. */
  sealed interface Out extends Standing {

    /**
     * Tells which.
     *
     * @return the ejection in force
     */
    Ejection inForce();

    @Override
    default Optional<Ejection> ejection() {
      return Optional.of(inForce());
    }

    /**
     * A call was answered: the trial, or one that went there as every instance was ejected.
     *
     * @param nowNanos nanoseconds of the clock
     * @return the standing from now on
     */
    default InRotation readmit(long nowNanos) {
      return new InRotation(inForce().inARow(), nowNanos);
    }
  }

  /**
   * No calls go to it for a while.
   *
   * @param inForce why, and for how long
   */
  record Ejected(Ejection inForce) implements Out {

    OnTrial startTrial(long endNanos) {
      return new OnTrial(inForce, endNanos);
    }

    @Override
    public Leaving leave() {
      return new Leaving(this);
    }

    @Override
    public String text() {
      return "ejected";
    }
  }

  /**
   * One call goes to it, which decides whether it comes back.
   *
   * @param inForce the ejection that is over when the call is answered
   * @param endNanos when the trial has ended in any case, nanoseconds of the clock
   */
  record OnTrial(Ejection inForce, long endNanos) implements Out {

    Ejected fail(Ejection next) {
      return new Ejected(next);
    }

    /** The call told nothing: the next one is a trial again. */
    Ejected endUndecided() {
      return new Ejected(inForce.again());
    }

    boolean isLate(long nowNanos) {
      return nowNanos - endNanos >= 0;
    }

    @Override
    public Leaving leave() {
      return new Leaving(new Ejected(inForce));
    }

    @Override
    public String text() {
      return "on-trial";
    }
  }

  /**
   * It is not resolved any more, and ends the calls that it has.
   *
   * @param before its standing if it is resolved again; an ejection goes on
   */
  record Leaving(Standing before) implements Standing {

    Standing comeBack() {
      return before;
    }

    @Override
    public Leaving leave() {
      return this;
    }

    @Override
    public Optional<Ejection> ejection() {
      return before.ejection();
    }

    @Override
    public String text() {
      return "leaving";
    }
  }
}
