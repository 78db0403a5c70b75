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
record Answer(int status, List<Header> headers, byte[] body) {}
