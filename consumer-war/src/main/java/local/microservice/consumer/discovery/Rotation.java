package local.microservice.consumer.discovery;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.smallrye.stork.api.ServiceInstance;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import local.microservice.consumer.discovery.Instance.Choice;
import local.microservice.consumer.discovery.Instance.Ejection;
import local.microservice.consumer.discovery.Instance.State;
import org.apache.hc.core5.http.HttpHost;

/**
 * The instances of a service and which of them calls go to. Thread-safe: reading takes no lock, and
 * every change makes a new {@link View}.
 */
final class Rotation {

  private static final Logger LOG = System.getLogger(Rotation.class.getName());

  /** How much longer or shorter an ejection is than the settings say. */
  private static final double JITTER = 0.2;

  /** A call ends a moment after its time. */
  private static final long TRIAL_MARGIN_NANOS = SECONDS.toNanos(1);

  /**
   * The instances at one moment.
   *
   * @param all every instance that is resolved
   * @param inRotation those of them that are well
   * @param usable those that calls go to: the ones in rotation that do not rest, or the ones in
   *     rotation when all rest, or all when there is none
   * @param ejected those that wait for their trial
   * @param leaving those that are not resolved any more and still have calls
   */
  record View(
      List<Instance> all,
      List<Instance> inRotation,
      List<ServiceInstance> usable,
      List<Instance> ejected,
      List<Instance> leaving) {

    /** Whether every instance is ejected, so that all are used. */
    boolean panic() {
      return inRotation.isEmpty() && !all.isEmpty();
    }

    /** Every instance, those that leave at the end. */
    List<Instance> known() {
      List<Instance> known = new ArrayList<>(all);
      known.addAll(leaving);
      return known;
    }
  }

  private final String service;
  private final DiscoverySettings settings;
  private final LongSupplier nanoTime;
  private final DoubleSupplier random;
  private final Map<HttpHost, Instance> instances = new LinkedHashMap<>();
  private volatile View view = new View(List.of(), List.of(), List.of(), List.of(), List.of());

  /**
   * Makes a rotation without instances.
   *
   * @param nanoTime the clock, {@link System#nanoTime} but in tests
   * @param random the source of the jitter, from 0 to 1
   */
  Rotation(
      String service, DiscoverySettings settings, LongSupplier nanoTime, DoubleSupplier random) {
    this.service = service;
    this.settings = settings;
    this.nanoTime = nanoTime;
    this.random = random;
  }

  View view() {
    return view;
  }

  /** Takes over a resolution: new ones join, those that are not in it leave. */
  synchronized void update(List<ServiceInstance> found) {
    Map<HttpHost, ServiceInstance> resolved =
        oneForEachAddress(found).stream()
            .collect(
                Collectors.toMap(
                    Instance::target, each -> each, (one, same) -> one, LinkedHashMap::new));
    boolean changed = false;
    for (Map.Entry<HttpHost, Instance> each : instances.entrySet()) {
      Instance instance = each.getValue();
      if (!resolved.containsKey(each.getKey()) && instance.state() != State.LEAVING) {
        instance.leaving();
        InstanceLog.log(LOG, Level.INFO, instance.address(), "{0}: {1} leaves", service, instance);
        changed = true;
      }
    }
    for (Map.Entry<HttpHost, ServiceInstance> each : resolved.entrySet()) {
      Instance known = instances.get(each.getKey());
      if (known == null) {
        Instance joining = new Instance(each.getValue(), settings.connection(), nanoTime);
        instances.put(each.getKey(), joining);
        InstanceLog.log(LOG, Level.INFO, joining.address(), "{0}: {1} joins", service, joining);
        changed = true;
      } else if (known.state() == State.LEAVING) {
        known.back();
        InstanceLog.log(LOG, Level.INFO, known.address(), "{0}: {1} is back", service, known);
        changed = true;
      }
    }
    if (changed) {
      publish();
    }
  }

  /**
   * Two names at once for one address must not double its share: the one that it is called by
   * already stays its name, else it is the first.
   */
  private Collection<ServiceInstance> oneForEachAddress(List<ServiceInstance> found) {
    Map<String, ServiceInstance> byAddress = new LinkedHashMap<>();
    for (ServiceInstance each : found) {
      byAddress.merge(
          Instance.address(each), each, (first, other) -> isCalled(other) ? other : first);
    }
    return byAddress.values();
  }

  private boolean isCalled(ServiceInstance found) {
    Instance known = instances.get(Instance.target(found));
    return known != null && known.state() != State.LEAVING;
  }

  /** Closes what has left and has no call any more. */
  synchronized void closeLeft() {
    if (instances
        .values()
        .removeIf(each -> each.state() == State.LEAVING && each.closeWhenUnused())) {
      publish();
    }
  }

  /**
   * Takes an instance out of rotation; each time in a row for twice as long. One that has not
   * answered yet is starting, as a name may have a container before it is ready: its trials are as
   * frequent as the resolution.
   *
   * <p>Does nothing when the instance is not as the judge has seen it.
   *
   * @param seen the ejection whose trial has failed; null for an instance in rotation
   * @param longestTrialNanos how long a trial call may take, else it has failed
   */
  synchronized void eject(Instance instance, Ejection seen, String reason, long longestTrialNanos) {
    State before = instance.state();
    if (instance.ejection() != seen
        || before != (seen == null ? State.IN_ROTATION : State.ON_TRIAL)) {
      return;
    }
    DiscoverySettings.OutlierEjection times = settings.ejection();
    long now = nanoTime.getAsLong();
    boolean stayed =
        seen == null && now - instance.readmittedNanos() > MILLISECONDS.toNanos(times.maxMillis());
    int count = !instance.hasAnswered() ? 0 : stayed ? 1 : instance.ejections() + 1;
    long millis = jittered(count == 0 ? settings.refreshMillis() : lengthMillis(times, count));
    long nanos = MILLISECONDS.toNanos(millis);
    instance.ejected(
        new Ejection(
            Instant.now().plusMillis(millis), now + nanos, nanos, reason, longestTrialNanos),
        count);
    publish();
    // One that starts fails a trial every second; its first ejection says it.
    Level level = count == 0 && seen != null ? Level.DEBUG : Level.INFO;
    InstanceLog.log(
        LOG,
        level,
        instance.address(),
        "{0}: {1} ejected for {2} ms: {3}",
        service,
        instance,
        millis,
        reason);
  }

  private static long lengthMillis(DiscoverySettings.OutlierEjection times, int count) {
    return Math.min(times.maxMillis(), times.baseMillis() << Math.min(count - 1, Integer.SIZE / 2));
  }

  private long jittered(long millis) {
    return Math.round(millis * (1 - JITTER + 2 * JITTER * random.getAsDouble()));
  }

  /**
   * The instance whose ejection is over, if there is one; the call is its trial.
   *
   * @param idempotent whether the call may be repeated; one that may not is a trial only where no
   *     other has come for half of the ejection's time, and so at most one in each ejection
   */
  Choice startTrial(boolean idempotent) {
    List<Instance> ejected = view.ejected();
    if (ejected.isEmpty()) {
      return null;
    }
    long now = nanoTime.getAsLong();
    for (Instance instance : ejected) {
      Ejection ejection = instance.ejection();
      // Another thread's trial may have brought it back, or failed, since the view was read.
      if (ejection != null
          && ejection.isOver(now, idempotent)
          && tryTrial(instance, ejection, now)) {
        return new Choice(instance, ejection, true);
      }
    }
    return null;
  }

  private synchronized boolean tryTrial(Instance instance, Ejection ended, long now) {
    if (instance.state() != State.EJECTED || instance.ejection() != ended) {
      return false;
    }
    instance.onTrial(now + MILLISECONDS.toNanos(settings.callMillis()) + TRIAL_MARGIN_NANOS);
    publish();
    return true;
  }

  /** Ends a trial whose call told nothing of the instance. */
  synchronized void endUndecided(Choice trial) {
    if (isUnderWay(trial)) {
      trial.instance().awaitsTrial();
      publish();
    }
  }

  /** Whether the choice was for a trial, and that trial has not ended. */
  private static boolean isUnderWay(Choice choice) {
    return choice.trial()
        && choice.instance().state() == State.ON_TRIAL
        && choice.instance().ejection() == choice.under();
  }

  /** Ends the trials whose call never came back. */
  void endLateTrials() {
    long now = nanoTime.getAsLong();
    for (Instance instance : view.all()) {
      Ejection ejection = instance.ejection();
      if (ejection != null
          && instance.state() == State.ON_TRIAL
          && now - instance.trialEndNanos() >= 0) {
        eject(instance, ejection, "its trial call did not end", Long.MAX_VALUE);
      }
    }
  }

  /** Puts an instance back into rotation unless it was ejected anew since it was chosen. */
  synchronized void readmit(Choice answered) {
    Instance instance = answered.instance();
    if (answered.under() == null
        || instance.ejection() != answered.under()
        || instance.state() == State.LEAVING) {
      return;
    }
    instance.readmitted(nanoTime.getAsLong());
    publish();
    InstanceLog.log(
        LOG, Level.INFO, instance.address(), "{0}: {1} is in rotation again", service, instance);
  }

  /** Sends an instance no new call for a while as long as there are others. */
  synchronized void rest(Instance instance, Duration time) {
    long now = nanoTime.getAsLong();
    boolean before = instance.isResting(now);
    instance.rests(Instant.now().plus(time), now + time.toNanos());
    if (!before && instance.isResting(now)) {
      publish();
      InstanceLog.log(
          LOG,
          Level.INFO,
          instance.address(),
          "{0}: {1} takes no more calls for {2} s, as it says",
          service,
          instance,
          time.toSeconds());
    }
  }

  /** Calls go again to the instances whose rest is over. */
  synchronized void endRests() {
    long now = nanoTime.getAsLong();
    boolean changed = false;
    for (Instance instance : instances.values()) {
      if (instance.restsUntil() != null && !instance.isResting(now)) {
        instance.rested();
        changed = true;
      }
    }
    if (changed) {
      publish();
    }
  }

  synchronized void close() {
    instances.values().forEach(each -> each.connections().close());
    instances.clear();
    publish();
  }

  private void publish() {
    long now = nanoTime.getAsLong();
    List<Instance> all = having(each -> each.state() != State.LEAVING);
    List<Instance> inRotation = having(each -> each.state() == State.IN_ROTATION);
    List<Instance> rested =
        having(each -> each.state() == State.IN_ROTATION && !each.isResting(now));
    boolean panicBefore = view.panic();
    view =
        new View(
            all,
            inRotation,
            List.copyOf(!rested.isEmpty() ? rested : !inRotation.isEmpty() ? inRotation : all),
            having(each -> each.state() == State.EJECTED),
            having(each -> each.state() == State.LEAVING));
    if (view.panic() && !panicBefore) {
      LOG.log(Level.WARNING, "{0}: every instance is ejected, so all are used", service);
    }
  }

  private List<Instance> having(Predicate<Instance> wanted) {
    List<Instance> those = new ArrayList<>();
    for (Instance instance : instances.values()) {
      if (wanted.test(instance)) {
        those.add(instance);
      }
    }
    return List.copyOf(those);
  }
}
