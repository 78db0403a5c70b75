package local.microservice.discovery.simulation;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import local.microservice.discovery.instance.Ejection;
import local.microservice.discovery.instance.Instance;
import local.microservice.discovery.instance.RotationView;
import local.microservice.discovery.instance.Standing;

/** Compares the standing that discovery gives each instance with the instance's real state. */
final class Standings {

  /**
   * Discovery checks calls every 100 ms and names every second, and the next call may take a moment
   * to come.
   */
  private static final long MARGIN_NANOS = SECONDS.toNanos(2);

  /** What is at an instance's address, and how long discovery has known the instance. */
  private static final class Known {
    private final SimulatedInstance there;
    private final String name;
    private long sinceNanos;
    private long leftNanos;
    private Standing standing;
    private long standingNanos;

    Known(SimulatedInstance there, String name) {
      this.there = there;
      this.name = name;
    }
  }

  private final World world;
  private final Consumer<String> violated;
  private final long trialNanos;
  private final Map<Instance, Known> all = new LinkedHashMap<>();

  Standings(World world, Consumer<String> violated) {
    this.world = world;
    this.violated = violated;
    trialNanos =
        MILLISECONDS.toNanos(world.scenario().settings().ejection().trialMillis())
            + SECONDS.toNanos(1);
  }

  private long now() {
    return world.time().nanos();
  }

  void known(Instance instance) {
    Known known =
        all.computeIfAbsent(
            instance,
            each -> {
              SimulatedInstance there = world.network().at(each.endpoint());
              return new Known(there, there == null ? each.address() : there.toString());
            });
    known.sinceNanos = now();
  }

  void left(Instance instance) {
    all.get(instance).leftNanos = now();
    all.get(instance).sinceNanos = Long.MAX_VALUE;
  }

  String nameOf(Instance instance) {
    return all.get(instance).name;
  }

  SimulatedInstance there(Instance instance) {
    return all.get(instance).there;
  }

  boolean isWellSince(Instance instance, long nanos) {
    SimulatedInstance there = all.get(instance).there;
    return there != null && there.isWellSince(nanos);
  }

  /** The name of an instance that has been known and well since this moment. */
  Optional<String> wellAndKnownSince(long nanos) {
    return all.values().stream()
        .filter(each -> each.there != null && each.there.isWellSince(nanos))
        .filter(each -> each.sinceNanos <= nanos)
        .map(each -> each.name)
        .findFirst();
  }

  /** Checks that no state lasts for ever. */
  void check() {
    if (now() > world.scenario().seconds() * 1e9) {
      // The callers have stopped.
      return;
    }
    RotationView view = world.service().view();
    if (view.usable().isEmpty() && !view.all().isEmpty()
        || view.all().isEmpty() && !all.isEmpty()) {
      violated.accept("discovery knows an address and sends no calls");
    }
    for (Instance instance : view.all()) {
      check(instance, all.get(instance));
    }
    for (Instance instance : view.leaving()) {
      long since = Math.max(all.get(instance).leftNanos, world.disturbedNanos());
      if (now() - since > trialNanos + MARGIN_NANOS) {
        violated.accept(nameOf(instance) + " is leaving for ever");
      }
    }
    all.keySet()
        .removeIf(
            each -> all.get(each).sinceNanos == Long.MAX_VALUE && !view.leaving().contains(each));
  }

  private void check(Instance instance, Known known) {
    Standing standing = instance.standing();
    if (standing != known.standing) {
      known.standing = standing;
      known.standingNanos = now();
    }
    long since = Math.max(known.standingNanos, world.disturbedNanos());
    if (standing instanceof Standing.OnTrial && now() - since > trialNanos + MARGIN_NANOS) {
      violated.accept(known.name + " is on trial for ever");
    }
    if (standing instanceof Standing.Out out) {
      checkEjected(known, out);
    }
    if (instance.restsUntil() != null
        && Duration.between(instance.restsUntil(), world.time().now())
                .compareTo(Duration.ofSeconds(2))
            > 0
        && now() - world.disturbedNanos() > MARGIN_NANOS) {
      violated.accept(known.name + " rests for ever");
    }
  }

  private void checkEjected(Known known, Standing.Out out) {
    Ejection ejection = out.inForce();
    long length = ejection.lengthNanos();
    long over = Duration.between(ejection.until(), world.time().now()).toNanos();
    long calm = now() - world.disturbedNanos();
    // A call that may not be repeated becomes a trial only after half of the ejection's length
    // more. A trial that ended without a result begins a new wait.
    long waits = Math.min(over - length / 2, now() - known.standingNanos);
    if (out instanceof Standing.Ejected && Math.min(waits, calm) > MARGIN_NANOS) {
      violated.accept(known.name + " is ejected for ever");
    }
    long well =
        known.there == null || known.there.wellSinceNanos() == SimulatedInstance.NOT_WELL
            ? Long.MAX_VALUE
            : Math.max(known.there.wellSinceNanos(), known.sinceNanos);
    // The instance's failures from before it was healed may eject it some seconds later.
    long since = Math.max(well, now() - over - length);
    boolean late = now() - since > 2 * length + trialNanos + MARGIN_NANOS;
    if (well != Long.MAX_VALUE && late && calm > trialNanos + MARGIN_NANOS) {
      violated.accept(
          known.name
              + " has been well since %.1f s, and is still %s".formatted(well / 1e9, out.text()));
    }
  }
}
