package local.microservice.discovery.simulation;

import java.io.IOException;
import local.microservice.discovery.call.ServiceListener;
import local.microservice.discovery.http.Answer;

/** Collects the results of a world's calls for a drawing. */
class Observer implements ServiceListener, Callers.Listener {

  private final World world;
  private final Figures figures = new Figures();

  Observer(World world) {
    this.world = world;
    world.network().onAttempt(this::attempt);
  }

  World world() {
    return world;
  }

  Figures figures() {
    return figures;
  }

  /** A call goes to an instance, or to an address where nobody is (null). */
  void attempt(SimulatedInstance to) {
    figures.attempt(world.time().nanos(), to == null ? -1 : to.number());
  }

  @Override
  public void callEnded(SimulatedCall call, Answer answer, IOException failure) {
    boolean good = failure == null && answer.status() == 200;
    figures.call(call.beginNanos(), world.time().nanos(), good);
    world
        .log()
        .add(
            world.time().nanos(),
            good ? "call" : "CALL FAILED",
            call.request().method() + " " + call.number(),
            failure == null ? answer.status() : failure);
  }

  /** The world has ended. */
  void worldEnded() {}
}
