package local.microservice.consumer.discovery;

import io.smallrye.stork.api.ServiceInstance;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import local.microservice.consumer.discovery.Instance.Ejection;
import local.microservice.consumer.discovery.Instance.State;

/**
 * The instances of a service and which of them calls go to. Thread-safe: reading takes no lock, and
 * every change makes a new {@link View}.
 */
final class Rotation {

  private static final Logger LOG = System.getLogger(Rotation.class.getName());

  /**
   * The instances at one moment.
   *
   * @param all every instance that is resolved
   * @param inRotation those of them that are well
   * @param usable those that calls go to: the ones in rotation, or all when there is none
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
  private final Map<String, Instance> instances = new LinkedHashMap<>();
  private volatile View view = new View(List.of(), List.of(), List.of(), List.of(), List.of());

  Rotation(String service, DiscoverySettings settings, LongSupplier nanoTime) {
    this.service = service;
    this.settings = settings;
    this.nanoTime = nanoTime;
  }

  View view() {
    return view;
  }

  /** Takes over a resolution: new ones join, those that are not in it leave. */
  synchronized void update(List<ServiceInstance> found) {
    Map<String, ServiceInstance> resolved =
        found.stream()
            .collect(
                Collectors.toMap(
                    Instance::address, each -> each, (one, same) -> one, LinkedHashMap::new));
    boolean changed = false;
    for (Instance instance : instances.values()) {
      if (!resolved.containsKey(instance.address()) && instance.state() != State.LEAVING) {
        instance.leaving();
        InstanceLog.log(LOG, Level.INFO, instance.address(), "{0}: {1} leaves", service, instance);
        changed = true;
      }
    }
    for (Map.Entry<String, ServiceInstance> each : resolved.entrySet()) {
      Instance known = instances.get(each.getKey());
      if (known == null) {
        instances.put(
            each.getKey(), new Instance(each.getValue(), settings.connection(), nanoTime));
        InstanceLog.log(LOG, Level.INFO, each.getKey(), "{0}: {1} joins", service, each.getKey());
        changed = true;
      } else if (known.state() == State.LEAVING) {
        known.readmitted(nanoTime.getAsLong());
        InstanceLog.log(LOG, Level.INFO, known.address(), "{0}: {1} is back", service, known);
        changed = true;
      }
    }
    if (changed) {
      publish();
    }
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
   * @param longestTrialNanos how long a trial call may take, else it has failed
   */
  synchronized void eject(Instance instance, String reason, long longestTrialNanos) {
    State before = instance.state();
    if (before != State.IN_ROTATION && before != State.ON_TRIAL) {
      return;
    }
    DiscoverySettings.OutlierEjection times = settings.ejection();
    long now = nanoTime.getAsLong();
    boolean stayed =
        before == State.IN_ROTATION
            && now - instance.readmittedNanos() > Duration.ofMillis(times.maxMillis()).toNanos();
    int count = !instance.hasAnswered() ? 0 : stayed ? 1 : instance.ejections() + 1;
    long millis =
        count == 0
            ? settings.refreshMillis()
            : Math.min(
                times.maxMillis(), times.baseMillis() << Math.min(count - 1, Integer.SIZE / 2));
    instance.ejected(
        new Ejection(
            Instant.now().plusMillis(millis),
            now + Duration.ofMillis(millis).toNanos(),
            reason,
            longestTrialNanos),
        count);
    publish();
    // One that starts fails a trial every second; its first ejection says it.
    Level level = count == 0 && before == State.ON_TRIAL ? Level.DEBUG : Level.INFO;
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

  /** The instance whose ejection is over, if there is one; the next call is its trial. */
  Instance startTrial() {
    List<Instance> ejected = view.ejected();
    if (ejected.isEmpty()) {
      return null;
    }
    long now = nanoTime.getAsLong();
    for (Instance instance : ejected) {
      Ejection ejection = instance.ejection();
      // Another thread's trial may have brought it back, or failed, since the view was read.
      if (ejection != null && now - ejection.untilNanos() >= 0 && tryTrial(instance, ejection)) {
        return instance;
      }
    }
    return null;
  }

  private synchronized boolean tryTrial(Instance instance, Ejection ended) {
    if (instance.state() != State.EJECTED || instance.ejection() != ended) {
      return false;
    }
    instance.onTrial();
    publish();
    return true;
  }

  /** Puts an instance back into rotation. */
  synchronized void readmit(Instance instance) {
    if (instance.state() != State.EJECTED && instance.state() != State.ON_TRIAL) {
      return;
    }
    instance.readmitted(nanoTime.getAsLong());
    publish();
    InstanceLog.log(
        LOG, Level.INFO, instance.address(), "{0}: {1} is in rotation again", service, instance);
  }

  synchronized void close() {
    instances.values().forEach(each -> each.connections().close());
    instances.clear();
    publish();
  }

  private void publish() {
    List<Instance> all = having(state -> state != State.LEAVING);
    List<Instance> inRotation = having(state -> state == State.IN_ROTATION);
    boolean panicBefore = view.panic();
    view =
        new View(
            all,
            inRotation,
            List.copyOf(inRotation.isEmpty() ? all : inRotation),
            having(state -> state == State.EJECTED),
            having(state -> state == State.LEAVING));
    if (view.panic() && !panicBefore) {
      LOG.log(Level.WARNING, "{0}: every instance is ejected, so all are used", service);
    }
  }

  private List<Instance> having(Predicate<State> state) {
    List<Instance> those = new ArrayList<>();
    for (Instance instance : instances.values()) {
      if (state.test(instance.state())) {
        those.add(instance);
      }
    }
    return List.copyOf(those);
  }
}
