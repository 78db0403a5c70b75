package local.microservice.discovery.simulation;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import local.microservice.discovery.instance.Instance;
import local.microservice.discovery.instance.RotationView;

/** In calm the shares of the instances differ by a twentieth at most. */
final class Evenness {

  private static final double MOST = 1.05;

  /** So many calls an instance tell its share. */
  private static final int CALLS = 40;

  /** A call that an instance was late with has ended, and a retry of it, too. */
  private static final long SETTLED_NANOS = SECONDS.toNanos(5);

  private final World world;
  private final Standings standings;
  private final Consumer<String> violated;
  private final Map<SimulatedInstance, Integer> shares = new LinkedHashMap<>();
  private int calls;
  private long disturbedNanos;

  Evenness(World world, Standings standings, Consumer<String> violated) {
    this.world = world;
    this.standings = standings;
    this.violated = violated;
  }

  /** Something has happened that takes calls from one instance to another. */
  void disturbed() {
    disturbedNanos = world.time().nanos();
    begin();
  }

  private void begin() {
    shares.clear();
    calls = 0;
  }

  /** A call goes to an instance. */
  void attempt(SimulatedInstance to) {
    RotationView view = world.service().view();
    if (!isCalm(view)) {
      begin();
      return;
    }
    if (calls++ == 0) {
      view.all().forEach(each -> shares.put(standings.there(each), 0));
    }
    shares.merge(to, 1, Integer::sum);
    if (calls == CALLS * shares.size()) {
      int least = Collections.min(shares.values());
      int most = Collections.max(shares.values());
      if (most > MOST * least) {
        violated.accept("in calm an instance has " + most + " calls, another one " + least);
      }
      begin();
    }
  }

  private boolean isCalm(RotationView view) {
    // Two drawn at random are even in the long run only.
    return world.time().nanos() - disturbedNanos > SETTLED_NANOS
        && !world.scenario().shape().leastOutstanding()
        && view.all().size() > 1
        && view.usable().size() == view.all().size()
        && view.all().stream().allMatch(this::isSettled);
  }

  private boolean isSettled(Instance instance) {
    return standings.isWellSince(instance, world.time().nanos() - SETTLED_NANOS);
  }
}
