package local.microservice.discovery.call;

import java.util.function.Function;

/** Begins the traces of calls. Thread-safe. */
public interface TraceSource {

  /** Traces no call. */
  TraceSource NONE = property -> CallTrace.NONE;

  /**
   * Begins the trace of a call, before the call is sent.
   *
   * @param property finds a property of the client's request
   * @return the trace of the call
   */
  CallTrace of(Function<String, Object> property);
}
