package local.microservice.service.request;

import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response.Status;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;

/** Reads a few bytes of a request's body, and not for long: the read holds a thread. */
public final class RequestBody {

  /** Bounds all reads of a body. The server's {@code readTimeout} ends each single read. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private RequestBody() {}

  /**
   * Reads a whole body.
   *
   * @param type the type that the client names; null for none
   * @param body the body
   * @param most the longest allowed body, in bytes
   * @return the body
   * @throws NotSupportedException when the type names another charset than UTF-8, which JSON has
   * @throws ClientErrorException with status 408 when the body does not come in time, and with
   *     status 413 when it is longer
   */
  public static byte[] whole(MediaType type, InputStream body, int most) {
    byte[] bytes = firstBytes(type, body, most + 1);
    if (bytes.length > most) {
      throw new ClientErrorException(Status.REQUEST_ENTITY_TOO_LARGE);
    }
    return bytes;
  }

  /**
   * Reads the first bytes.
   *
   * @param type the type that the client names; null for none
   * @param body the body
   * @param most the largest number of bytes to read
   * @return these bytes, or the whole body if it is shorter
   * @throws NotSupportedException when the type names another charset than UTF-8, which JSON has
   * @throws ClientErrorException with status 408 when the bytes do not come in time
   */
  public static byte[] firstBytes(MediaType type, InputStream body, int most) {
    if (type != null
        && !type.getParameters()
            .getOrDefault(MediaType.CHARSET_PARAMETER, "UTF-8")
            .equalsIgnoreCase("UTF-8")) {
      throw new NotSupportedException();
    }
    byte[] bytes = new byte[most];
    int length = 0;
    long end = System.nanoTime() + PATIENCE.toNanos();
    try {
      int read;
      while (length < most && (read = body.read(bytes, length, most - length)) >= 0) {
        length += read;
        if (System.nanoTime() - end > 0) {
          throw new ClientErrorException(Status.REQUEST_TIMEOUT);
        }
      }
    } catch (IOException itDoesNotCome) {
      throw new ClientErrorException(Status.REQUEST_TIMEOUT, itDoesNotCome);
    }
    return Arrays.copyOf(bytes, length);
  }
}
