package local.microservice.discovery.instance;

import java.util.Optional;

/** Whether calls go to an instance. Each standing has only the transitions that it allows. */
public sealed interface Standing {

  /**
   * {@return the name for display: {@code in-rotation}, {@code ejected}, {@code on-trial} or {@code
   * leaving}}
   */
  String text();

  /** {@return the ejection in force; empty in rotation} */
  Optional<Ejection> ejection();

  /**
   * Follows when the address is no longer resolved.
   *
   * @return the standing until the instance's calls have ended
   */
  Leaving leave();

  /**
   * Calls go to the instance.
   *
   * @param ejections how many ejections in a row came before
   * @param sinceNanos since when the instance is in rotation, nanoseconds of the clock
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

    /** {@return the ejection in force} */
    Ejection inForce();

    @Override
    default Optional<Ejection> ejection() {
      return Optional.of(inForce());
    }

    /**
     * Follows after an answer: to the trial, or to a call that went here because every instance was
     * ejected.
     *
     * @param nowNanos nanoseconds of the clock
     * @return the standing from now on
     */
    default InRotation readmit(long nowNanos) {
      return new InRotation(inForce().inARow(), nowNanos);
    }
  }

  /**
   * No calls go to the instance for a while.
   *
   * @param inForce why and for how long
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
   * One call goes to the instance, and decides whether the instance comes back.
   *
   * @param inForce the ejection that an answer ends
   * @param endNanos when the trial ends at the latest, nanoseconds of the clock
   */
  record OnTrial(Ejection inForce, long endNanos) implements Out {

    Ejected fail(Ejection next) {
      return new Ejected(next);
    }

    /** Follows when the call decided nothing: the next call is a trial again. */
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
   * The address is no longer resolved, and the instance finishes its calls.
   *
   * @param before the standing to return to if the address is resolved again; an ejection goes on
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
