package local.microservice.discovery.simulation;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import local.microservice.discovery.instance.Instance;
import local.microservice.discovery.instance.RotationView;

/** Checks that the instances' shares differ by a twentieth at most while nothing disturbs them. */
final class Evenness {

  private static final double MOST = 1.05;

  /** An instance's share is measured over this many calls. */
  private static final int CALLS = 40;

  /** Within this time a late call has ended, and its retry too. */
  private static final long SETTLED_NANOS = SECONDS.toNanos(5);

  private final World world;
  private final Standings standings;
  private final Consumer<String> violated;
  private final Map<SimulatedInstance, Integer> shares = new LinkedHashMap<>();
  private List<Instance> pool = List.of();
  private int calls;
  private long disturbedNanos;

  Evenness(World world, Standings standings, Consumer<String> violated) {
    this.world = world;
    this.standings = standings;
    this.violated = violated;
  }

  /** Starts again, because an event has moved calls from one instance to another. */
  void disturbed() {
    disturbedNanos = world.time().nanos();
    begin();
  }

  private void begin() {
    shares.clear();
    calls = 0;
  }

  /** Counts a call to an instance. */
  void attempt(SimulatedInstance to) {
    RotationView view = world.service().view();
    List<Instance> now = world.service().zones().instances();
    if (!isCalm(view) || !now.equals(pool)) {
      pool = now;
      begin();
      return;
    }
    if (calls++ == 0) {
      pool.forEach(each -> shares.put(standings.there(each), 0));
    }
    shares.merge(to, 1, Integer::sum);
    if (calls == CALLS * shares.size()) {
      int least = Collections.min(shares.values());
      int most = Collections.max(shares.values());
      if (most > MOST * least) {
        violated.accept("undisturbed, an instance has " + most + " calls, another one " + least);
      }
      begin();
    }
  }

  private boolean isCalm(RotationView view) {
    // least-outstanding draws two instances at random. Its shares are even only in the long run.
    return world.time().nanos() - disturbedNanos > SETTLED_NANOS
        && !world.scenario().shape().leastOutstanding()
        && pool.size() > 1
        && view.usable().size() == view.all().size()
        && view.all().stream().allMatch(this::isSettled);
  }

  private boolean isSettled(Instance instance) {
    return standings.isWellSince(instance, world.time().nanos() - SETTLED_NANOS);
  }
}
