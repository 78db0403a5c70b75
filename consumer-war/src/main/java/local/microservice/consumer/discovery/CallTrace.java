package local.microservice.consumer.discovery;

import java.io.IOException;
import org.apache.hc.core5.http.ClassicHttpRequest;

/** What a trace is told of one call, by the thread that makes it. */
interface CallTrace {

  /** Nobody traces the call. */
  CallTrace NONE = new CallTrace() {};

  /**
   * An attempt begins.
   *
   * @param instance where it goes
   * @param request what is sent; gets the header fields that continue the trace there
   */
  default void attempt(Instance instance, ClassicHttpRequest request) {}

  /**
   * The attempt has ended.
   *
   * @param answer the answer, or null
   * @param failure why there is none, or null
   */
  default void attempted(Answer answer, IOException failure) {}

  /** The call has no answer. */
  default void failed(Exception failure) {}
}
