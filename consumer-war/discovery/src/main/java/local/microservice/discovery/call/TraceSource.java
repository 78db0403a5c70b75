package local.microservice.discovery.call;

import java.util.function.Function;

/** Begins the traces of calls. Thread-safe. */
public interface TraceSource {

  /** Traces no call. */
  TraceSource NONE = property -> CallTrace.NONE;

  /**
   * Begins the trace of a call that is about to be sent.
   *
   * @param property finds what is noted at the client's request
   * @return what is told of its attempts
   */
  CallTrace of(Function<String, Object> property);
}
