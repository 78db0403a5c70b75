package local.microservice.discovery.simulation;

import java.util.List;
import java.util.Map;
import local.microservice.discovery.call.CallTrace;
import local.microservice.discovery.call.Outcome;
import local.microservice.discovery.call.Verdict;
import local.microservice.discovery.http.ClientOptions;
import local.microservice.discovery.http.Request;
import local.microservice.discovery.instance.Instance;
import local.microservice.discovery.time.Clock;

/** One call of a caller, and its attempts so far. */
final class SimulatedCall implements CallTrace {

  private static final String PATH = "/data?call=";
  private static final byte[] NO_BODY = {};

  private final long number;
  private final Request request;
  private final Clock clock;
  private final Callers.Listener listener;
  private final long beginNanos;
  private int attempts;
  private int failures;
  private long attemptNanos;
  private boolean lastWasTrial;
  private boolean metOwnLimit;

  SimulatedCall(
      long number,
      String method,
      Map<String, List<String>> headers,
      ClientOptions options,
      Clock clock,
      Callers.Listener listener) {
    this.number = number;
    request = new Request(method, PATH + number, headers, NO_BODY, options);
    this.clock = clock;
    this.listener = listener;
    beginNanos = clock.nanos();
  }

  static long number(String path) {
    return Long.parseLong(path, PATH.length(), path.length(), 10);
  }

  long number() {
    return number;
  }

  Request request() {
    return request;
  }

  long beginNanos() {
    return beginNanos;
  }

  /** When the last attempt began. */
  long attemptNanos() {
    return attemptNanos;
  }

  int attempts() {
    return attempts;
  }

  /** How many attempts failed at an instance that existed. */
  int failures() {
    return failures;
  }

  /** Whether the last attempt that has ended was an instance's trial. */
  boolean lastWasTrial() {
    return lastWasTrial;
  }

  @Override
  public Map<String, String> attemptBegins(Instance instance, Request sent) {
    attempts++;
    attemptNanos = clock.nanos();
    listener.attemptBegins(this);
    return Map.of();
  }

  /** Whether a pool had no free connection for the call. */
  boolean metOwnLimit() {
    return metOwnLimit;
  }

  void attemptEnded(Outcome outcome, boolean lost) {
    failures += lost ? 0 : 1;
    lastWasTrial = outcome.trial();
    metOwnLimit |= outcome.verdict() == Verdict.OWN_LIMIT;
  }
}
