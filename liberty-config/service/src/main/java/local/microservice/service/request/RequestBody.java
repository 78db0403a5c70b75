package local.microservice.service.request;

import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response.Status;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;

/** Reads what a client sends, which holds a thread: a few bytes, and not for long. */
public final class RequestBody {

  /** A read that waits for the next byte ends by the server's {@code readTimeout}. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private RequestBody() {}

  /**
   * Reads the first bytes.
   *
   * @param type what it is said to be, null where that is not said
   * @param body what is read
   * @param most how many bytes at most
   * @return all bytes, where there are fewer than that
   * @throws NotSupportedException when it is not in UTF-8, as JSON has to be
   * @throws ClientErrorException with status 408 when it does not come
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
