package local.microservice.discovery.call;

import java.io.IOException;
import java.util.Map;
import local.microservice.discovery.http.Answer;
import local.microservice.discovery.http.Request;
import local.microservice.discovery.instance.Instance;

/** What is told of one call, by the thread that makes it. */
public interface CallTrace {

  /** Nobody traces the call. */
  CallTrace NONE = new CallTrace() {};

  /**
   * An attempt begins.
   *
   * @param instance where it goes
   * @param request what is sent
   * @return the header fields that continue the trace there
   */
  default Map<String, String> attemptBegins(Instance instance, Request request) {
    return Map.of();
  }

  /**
   * The attempt has ended.
   *
   * @param answer the answer, or null
   * @param failure why there is none, or null
   */
  default void attemptEnded(Answer answer, IOException failure) {}

  /**
   * The call has no answer.
   *
   * @param failure why
   */
  default void failed(Exception failure) {}
}
