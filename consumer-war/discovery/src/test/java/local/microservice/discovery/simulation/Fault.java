package local.microservice.discovery.simulation;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.util.random.RandomGenerator;
import local.microservice.discovery.http.Field;
import local.microservice.discovery.simulation.Reply.Ending;

/** A fault of an instance whose process runs. */
sealed interface Fault {

  /** What happens to a new connection. */
  enum Door {
    OPEN,
    REFUSED,
    SILENT
  }

  default Door door() {
    return Door.OPEN;
  }

  /** Changes the answer that the instance would give without the fault. */
  default Reply change(Reply usual, RandomGenerator random) {
    return usual;
  }

  /** The instance's machine or network is gone: nothing comes back, not even a refusal. */
  record BlackHole() implements Fault {
    @Override
    public Door door() {
      return Door.SILENT;
    }

    @Override
    public Reply change(Reply usual, RandomGenerator random) {
      return usual.ending(Ending.SILENCE);
    }
  }

  /** The instance accepts connections and requests, and answers none: all its threads hang. */
  record Hangs() implements Fault {
    @Override
    public Reply change(Reply usual, RandomGenerator random) {
      return usual.ending(Ending.SILENCE);
    }
  }

  /** The instance accepts no new connection. The open ones go on. */
  record Refuses() implements Fault {
    @Override
    public Door door() {
      return Door.REFUSED;
    }
  }

  /** The instance breaks connections in the middle of a call. */
  record Resets(double share, Ending ending) implements Fault {
    @Override
    public Reply change(Reply usual, RandomGenerator random) {
      return random.nextDouble() < share ? usual.ending(ending) : usual;
    }
  }

  /** Each answer takes longer. */
  record Slow(long millis) implements Fault {
    @Override
    public Reply change(Reply usual, RandomGenerator random) {
      return usual.later(MILLISECONDS.toNanos(millis));
    }
  }

  /** The instance answers some calls with a status that is its own failure, such as 5xx. */
  record Fails(double share, int status) implements Fault {
    @Override
    public Reply change(Reply usual, RandomGenerator random) {
      return random.nextDouble() < share ? Reply.of(usual.afterNanos(), status) : usual;
    }
  }

  /** The instance is well but overloaded, and asks callers to come back later. */
  record NotNow(int status, int seconds) implements Fault {
    @Override
    public Reply change(Reply usual, RandomGenerator random) {
      return Reply.of(usual.afterNanos(), status, new Field("Retry-After", "" + seconds));
    }
  }

  /** The instance sends its answers byte by byte and never ends them. */
  record Trickles() implements Fault {
    @Override
    public Reply change(Reply usual, RandomGenerator random) {
      return usual.ending(Ending.TRICKLE);
    }
  }

  /** Another server has taken over the instance's address. */
  record Foreign(int status) implements Fault {
    @Override
    public Reply change(Reply usual, RandomGenerator random) {
      return Reply.ofAnother(usual.afterNanos(), status);
    }
  }
}
