package local.microservice.discovery.simulation;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.util.random.RandomGenerator;
import local.microservice.discovery.http.Field;
import local.microservice.discovery.simulation.Reply.Ending;

/** What is wrong with an instance whose process runs. */
sealed interface Fault {

  /** What becomes of a connection that is opened to it. */
  enum Door {
    OPEN,
    REFUSED,
    SILENT
  }

  default Door door() {
    return Door.OPEN;
  }

  /** What it answers, instead of what it would if it were well. */
  default Reply change(Reply usual, RandomGenerator random) {
    return usual;
  }

  /** Its machine or its network is gone: nothing comes back, not even a refusal. */
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

  /** It takes connections and requests, and answers none: all its threads hang. */
  record Hangs() implements Fault {
    @Override
    public Reply change(Reply usual, RandomGenerator random) {
      return usual.ending(Ending.SILENCE);
    }
  }

  /** It takes no new connection; what it has goes on. */
  record Refuses() implements Fault {
    @Override
    public Door door() {
      return Door.REFUSED;
    }
  }

  /** It breaks connections in the middle of a call. */
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

  /** It answers some of the calls with a status of 5xx, or another that is its own failure. */
  record Fails(double share, int status) implements Fault {
    @Override
    public Reply change(Reply usual, RandomGenerator random) {
      return random.nextDouble() < share ? Reply.of(usual.afterNanos(), status) : usual;
    }
  }

  /** It is well, and has enough to do. */
  record NotNow(int status, int seconds) implements Fault {
    @Override
    public Reply change(Reply usual, RandomGenerator random) {
      return Reply.of(usual.afterNanos(), status, new Field("Retry-After", "" + seconds));
    }
  }

  /** Its answers come by the byte, and do not end. */
  record Trickles() implements Fault {
    @Override
    public Reply change(Reply usual, RandomGenerator random) {
      return usual.ending(Ending.TRICKLE);
    }
  }

  /** Another server has come to its address. */
  record Foreign(int status) implements Fault {
    @Override
    public Reply change(Reply usual, RandomGenerator random) {
      return Reply.ofAnother(usual.afterNanos(), status);
    }
  }
}
