package local.microservice.discovery.instance;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import local.microservice.discovery.http.Endpoint;
import local.microservice.discovery.http.Transport;
import local.microservice.discovery.instance.Standing.Ejected;
import local.microservice.discovery.instance.Standing.InRotation;
import local.microservice.discovery.instance.Standing.Leaving;
import local.microservice.discovery.instance.Standing.OnTrial;
import local.microservice.discovery.instance.Standing.Out;
import local.microservice.discovery.resolve.EndpointState;
import local.microservice.discovery.resolve.Resolved;
import local.microservice.discovery.time.Clock;

/**
 * The instances of a service, and their standing. Thread-safe: reading takes no lock, and every
 * change makes a new {@link RotationView}.
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
   * @param transport connects to the instances
   * @param backOff how long ejections and trials last
   * @param clock the time
   * @param listener hears every change
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

  /** {@return the current instances} */
  public RotationView view() {
    return view;
  }

  /**
   * Takes over a resolution. New instances join, and those that are no longer resolved leave.
   *
   * @param now the resolution; two endpoints with one address are one instance. Without an
   *     endpoint, the instances stay, and only their states change
   */
  public synchronized void update(Resolved now) {
    boolean changed = !now.endpoints().isEmpty() && replaceBy(now.endpoints());
    for (Instance each : instances.values()) {
      EndpointState state = now.states().get(each.endpoint());
      // An instance that finishes its calls may no longer be listed. It is still what it was.
      changed |= (state != null || !each.isLeaving()) && each.isNow(state);
    }
    if (changed) {
      publish();
    }
  }

  private boolean replaceBy(List<Endpoint> found) {
    // A known instance keeps its name.
    Set<Endpoint> resolved =
        new LinkedHashSet<>(
            Endpoint.oneForEachAddress(
                found, each -> instances.containsKey(each) && !instances.get(each).isLeaving()));
    boolean changed = false;
    for (Instance each : view.all()) {
      if (!resolved.contains(each.endpoint())) {
        each.move(each.standing().leave());
        listener.left(service, each);
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
    return changed;
  }

  /** Closes the instances that have left and have no more calls. */
  public synchronized void closeLeft() {
    if (instances.values().removeIf(each -> each.isLeaving() && each.closeWhenUnused())) {
      publish();
    }
  }

  /** Takes an instance out of rotation. Does nothing if it is already out. */
  synchronized void eject(Instance instance, Reason reason) {
    if (instance.standing() instanceof InRotation before) {
      out(instance, before.eject(backOff.first(before, instance.startingOr(reason))), false);
    }
  }

  /** Ejects an instance again after a failed trial. Does nothing if the trial has ended. */
  synchronized void failTrial(Choice trial, Reason reason) {
    if (trial.instance().standing() instanceof OnTrial before && trial.isInForce()) {
      fail(trial.instance(), before, reason);
    }
  }

  private void fail(Instance instance, OnTrial before, Reason reason) {
    out(instance, before.fail(backOff.next(before, instance.startingOr(reason))), true);
  }

  private void out(Instance instance, Ejected next, boolean again) {
    instance.eject(next);
    publish();
    listener.ejected(service, instance, next.inForce(), again);
  }

  /**
   * Finds an instance whose ejection is over, and makes the call its trial.
   *
   * @param idempotent whether the call may be repeated. Another call becomes a trial only after
   *     half an ejection without a trial, and so at most once in each ejection
   * @param admitted says which instances may have a trial
   * @return the choice; empty for no such instance
   */
  public Optional<Choice> startTrial(boolean idempotent, Predicate<Instance> admitted) {
    for (Instance instance : view.ejected()) {
      long now = clock.nanos();
      // Another thread's trial may have ended since the view was read.
      if (instance.standing() instanceof Ejected seen
          && seen.inForce().isOver(now, idempotent)
          && admitted.test(instance)
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
   * Ends a trial that decided nothing. Does nothing if the trial has ended.
   *
   * @param choice the choice of the call
   */
  public void endUndecided(Choice choice) {
    // Every call runs this, and all calls would share one lock.
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

  /** Puts an instance back into rotation, unless it was ejected again since the choice. */
  synchronized void readmit(Choice answered) {
    Instance instance = answered.instance();
    if (!(instance.standing() instanceof Out out) || !answered.isInForce()) {
      return;
    }
    instance.readmit(out.readmit(clock.nanos()), out.inForce());
    publish();
    listener.readmitted(service, instance);
  }

  /** Gives an instance no new calls for a while, as long as there are others. */
  synchronized void rest(Instance instance, Duration time) {
    long now = clock.nanos();
    boolean before = instance.isResting(now);
    instance.rests(clock.now().plus(time), now + time.toNanos());
    if (!before && instance.isResting(now)) {
      publish();
      listener.rests(service, instance, time);
    }
  }

  /** Ends the trials whose call never returned, and the rests that are over. */
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

  /** Closes all connections and forgets all instances. */
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
