package local.microservice.consumer.discovery;

import java.util.List;
import org.apache.hc.core5.http.Header;

/**
 * An instance's whole answer.
 *
 * @param status the HTTP status
 * @param headers its header fields, in order
 * @param body its body; empty for none
 */
record Answer(int status, List<Header> headers, byte[] body) {

  /** Whether the answer says that the instance, not the call, is at fault. */
  boolean failed() {
    return status == 500 || status == 502 || status == 503 || status == 504;
  }
}
