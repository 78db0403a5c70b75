package local.microservice.discovery.simulation;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import local.microservice.discovery.http.Answer;
import local.microservice.discovery.http.ClientOptions;

/** Calls a service at given times. A call does not wait for the calls before it. */
final class Callers {

  /** Hears of the calls. */
  interface Listener {

    /** The service sends a call, for the first time or again. */
    default void attemptBegins(SimulatedCall call) {}

    /** A call has ended, with an answer or with a failure. */
    void callEnded(SimulatedCall call, Answer answer, IOException failure);
  }

  private static final ClientOptions IMPATIENT =
      new ClientOptions(null, Duration.ofMillis(5), null);

  private final VirtualTime time;
  private final Scenario scenario;
  private final RandomGenerator random;
  private final Client client;
  private final Listener listener;
  private final Map<Long, SimulatedCall> underWay = new HashMap<>();
  private long numbers;
  private long quietUntilNanos;
  private boolean impossible;
  private boolean impatient;

  Callers(
      VirtualTime time,
      Scenario scenario,
      RandomGenerator random,
      Client client,
      Listener listener) {
    this.time = time;
    this.scenario = scenario;
    this.random = random;
    this.client = client;
    this.listener = listener;
  }

  void start(double atSeconds) {
    callAt((long) (atSeconds * 1e9));
  }

  private void callAt(long nanos) {
    if (nanos < scenario.seconds() * 1e9) {
      time.at(nanos, () -> arrive(nanos));
    }
  }

  private void arrive(long nanos) {
    // Callers are other processes. They go on while the consumer's process stands still.
    callAt(
        nanos
            + (long)
                (2 * random.nextDouble() * SECONDS.toNanos(1) / scenario.shape().callsPerSecond()));
    boolean post = random.nextDouble() < scenario.shape().postShare();
    if (nanos >= quietUntilNanos) {
      call(post ? "POST" : "GET");
    }
  }

  private void call(String method) {
    Map<String, List<String>> fields =
        impossible ? Map.of(SimulatedConnections.IMPOSSIBLE_FIELD, List.of("1")) : Map.of();
    ClientOptions options = impatient ? IMPATIENT : ClientOptions.NONE;
    SimulatedCall call = new SimulatedCall(++numbers, method, fields, options, time, listener);
    underWay.put(call.number(), call);
    Answer answer = null;
    IOException failure = null;
    try {
      answer = client.send(call);
    } catch (IOException failed) {
      failure = failed;
    }
    underWay.remove(call.number());
    listener.callEnded(call, answer, failure);
    if (answer != null) {
      answer.memory().close();
    }
  }

  SimulatedCall underWay(String path) {
    return underWay.get(SimulatedCall.number(path));
  }

  boolean isAnyUnderWay() {
    return !underWay.isEmpty();
  }

  /** Counts the calls so far. */
  long calls() {
    return numbers;
  }

  /** Stops the calls for a while. */
  void quiet(double seconds) {
    quietUntilNanos = time.nanos() + (long) (seconds * 1e9);
  }

  long quietUntilNanos() {
    return quietUntilNanos;
  }

  /** Makes many calls at the same moment. */
  void callAtOnce(int calls) {
    for (int i = 0; i < calls; i++) {
      time.at(time.nanos(), () -> call("GET"));
    }
  }

  /** Sets whether the callers ask for requests that the client cannot make. */
  void impossible(boolean now) {
    impossible = now;
  }

  /** Sets whether the callers' own timeout is shorter than any answer takes. */
  void impatient(boolean now) {
    impatient = now;
  }
}
