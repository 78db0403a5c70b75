package local.microservice.discovery.instance;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import local.microservice.discovery.http.Endpoint;
import local.microservice.discovery.http.Transport;
import local.microservice.discovery.instance.Standing.Ejected;
import local.microservice.discovery.instance.Standing.InRotation;
import local.microservice.discovery.instance.Standing.Leaving;
import local.microservice.discovery.instance.Standing.OnTrial;
import local.microservice.discovery.instance.Standing.Out;
import local.microservice.discovery.time.Clock;

/**
 * The instances of a service and which of them calls go to. Thread-safe: reading takes no lock, and
 * every change makes a new {@link RotationView}.
 */
public final class Rotation {

  private final String service;
  private final Transport transport;
  private final BackOff backOff;
  private final Clock clock;
  private final RotationListener listener;
  private final Map<Endpoint, Instance> instances = new LinkedHashMap<>();
  private volatile RotationView view = RotationView.EMPTY;

  /**
   * Makes a rotation without instances.
   *
   * @param service the service's name
   * @param transport how instances are reached
   * @param backOff how long ejections and trials last
   * @param clock what time it is
   * @param listener who hears of every change
   */
  public Rotation(
      String service,
      Transport transport,
      BackOff backOff,
      Clock clock,
      RotationListener listener) {
    this.service = service;
    this.transport = transport;
    this.backOff = backOff;
    this.clock = clock;
    this.listener = listener;
  }

  /**
   * Tells what is known.
   *
   * @return the instances of this moment
   */
  public RotationView view() {
    return view;
  }

  /**
   * Takes over a resolution: new ones join, those that are not in it leave.
   *
   * @param found every address that is resolved; two of one address are one instance
   */
  public synchronized void update(List<Endpoint> found) {
    // The one that an instance is called by already stays its name.
    Set<Endpoint> resolved =
        new LinkedHashSet<>(
            Endpoint.oneForEachAddress(
                found, each -> instances.containsKey(each) && !isLeaving(instances.get(each))));
    boolean changed = false;
    for (Map.Entry<Endpoint, Instance> each : instances.entrySet()) {
      Instance instance = each.getValue();
      if (!resolved.contains(each.getKey()) && !isLeaving(instance)) {
        instance.move(instance.standing().leave());
        listener.left(service, instance);
        changed = true;
      }
    }
    for (Endpoint each : resolved) {
      Instance known = instances.get(each);
      if (known == null) {
        Instance joining = new Instance(each, transport.to(each), clock);
        instances.put(each, joining);
        listener.joined(service, joining);
        changed = true;
      } else if (known.standing() instanceof Leaving leaving) {
        known.move(leaving.comeBack());
        listener.cameBack(service, known);
        changed = true;
      }
    }
    if (changed) {
      publish();
    }
  }

  private static boolean isLeaving(Instance instance) {
    return instance.standing() instanceof Leaving;
  }

  /** Closes what has left and has no call any more. */
  public synchronized void closeLeft() {
    if (instances.values().removeIf(each -> isLeaving(each) && each.closeWhenUnused())) {
      publish();
    }
  }

  /** Takes an instance out of rotation; does nothing when it is out already. */
  synchronized void eject(Instance instance, Reason reason) {
    if (instance.standing() instanceof InRotation before) {
      Ejection next = backOff.first(before, startingOr(instance, reason));
      out(instance, before.eject(next), false);
    }
  }

  /** Leaves an instance out of rotation, as its trial has failed; does nothing after its end. */
  synchronized void failTrial(Choice trial, Reason reason) {
    if (trial.instance().standing() instanceof OnTrial before && trial.isInForce()) {
      fail(trial.instance(), before, reason);
    }
  }

  private void fail(Instance instance, OnTrial before, Reason reason) {
    Ejection next = backOff.next(before, startingOr(instance, reason));
    out(instance, before.fail(next), true);
  }

  private static Reason startingOr(Instance instance, Reason reason) {
    return instance.history().hasAnswered() ? reason : new Reason.Starting(reason);
  }

  private void out(Instance instance, Ejected next, boolean again) {
    instance.eject(next);
    publish();
    listener.ejected(service, instance, next.inForce(), again);
  }

  /**
   * Finds an instance whose ejection is over; the call is its trial.
   *
   * @param idempotent whether the call may be repeated; one that may not is a trial only where no
   *     other has come for half of the ejection's time, and so at most one in each ejection
   * @return empty when there is none
   */
  public Optional<Choice> startTrial(boolean idempotent) {
    List<Instance> ejected = view.ejected();
    if (ejected.isEmpty()) {
      return Optional.empty();
    }
    long now = clock.nanos();
    for (Instance instance : ejected) {
      // Another thread's trial may have brought it back, or failed, since the view was read.
      if (instance.standing() instanceof Ejected seen
          && seen.inForce().isOver(now, idempotent)
          && tryTrial(instance, seen, now)) {
        return Optional.of(new Choice(instance, seen.ejection(), true));
      }
    }
    return Optional.empty();
  }

  private synchronized boolean tryTrial(Instance instance, Ejected seen, long now) {
    if (instance.standing() != seen) {
      return false;
    }
    instance.move(seen.startTrial(backOff.trialEndNanos(now)));
    publish();
    return true;
  }

  /**
   * Ends a trial whose call told nothing of the instance; does nothing when it has ended.
   *
   * @param choice the call's
   */
  public void endUndecided(Choice choice) {
    // Every call comes by here, and there is one lock for all.
    if (choice.trial()) {
      endUndecidedTrial(choice);
    }
  }

  private synchronized void endUndecidedTrial(Choice choice) {
    if (choice.instance().standing() instanceof OnTrial trial && choice.isInForce()) {
      choice.instance().move(trial.endUndecided());
      publish();
    }
  }

  /** Puts an instance back into rotation unless it was ejected anew since it was chosen. */
  synchronized void readmit(Choice answered) {
    Instance instance = answered.instance();
    if (!(instance.standing() instanceof Out out) || !answered.isInForce()) {
      return;
    }
    instance.readmit(out.readmit(clock.nanos()), out.inForce());
    publish();
    listener.readmitted(service, instance);
  }

  /** Sends an instance no new call for a while as long as there are others. */
  synchronized void rest(Instance instance, Duration time) {
    long now = clock.nanos();
    boolean before = instance.isResting(now);
    instance.rests(clock.now().plus(time), now + time.toNanos());
    if (!before && instance.isResting(now)) {
      publish();
      listener.rests(service, instance, time);
    }
  }

  /** Ends the trials whose call never came back, and the rests that are over. */
  public synchronized void endWhatIsOver() {
    long now = clock.nanos();
    boolean changed = false;
    for (Instance instance : instances.values()) {
      if (instance.standing() instanceof OnTrial trial && trial.isLate(now)) {
        fail(instance, trial, new Reason.TrialLost());
      }
      if (instance.restsUntil() != null && !instance.isResting(now)) {
        instance.rested();
        changed = true;
      }
    }
    if (changed) {
      publish();
    }
  }

  /** Closes all connections; no instance is known any more. */
  public synchronized void close() {
    instances.values().forEach(each -> each.connections().close());
    instances.clear();
    publish();
  }

  private void publish() {
    long now = clock.nanos();
    boolean panicBefore = view.panic();
    view = RotationView.of(instances.values(), now);
    if (view.panic() && !panicBefore) {
      listener.panicked(service);
    }
  }
}
