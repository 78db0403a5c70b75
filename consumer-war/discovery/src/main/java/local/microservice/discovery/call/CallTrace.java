package local.microservice.discovery.call;

import java.io.IOException;
import java.util.Map;
import local.microservice.discovery.http.Answer;
import local.microservice.discovery.http.Request;
import local.microservice.discovery.instance.Instance;

/** Follows one call. The thread that makes the call calls these methods. */
public interface CallTrace {

  /** Traces nothing. */
  CallTrace NONE = new CallTrace() {};

  /**
   * An attempt begins.
   *
   * @param instance the instance of the attempt
   * @param request the request
   * @return the header fields that continue the trace at the instance
   */
  default Map<String, String> attemptBegins(Instance instance, Request request) {
    return Map.of();
  }

  /**
   * The attempt has ended.
   *
   * @param answer the answer, or null
   * @param failure why there is no answer, or null
   */
  default void attemptEnded(Answer answer, IOException failure) {}

  /**
   * The call has ended without an answer.
   *
   * @param failure why there is no answer
   */
  default void failed(Exception failure) {}
}
