package local.microservice.discovery.kubernetes;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Limits the bytes of an answer, as its reader goes on. Not thread-safe. */
final class LimitedInput extends FilterInputStream {

  private long left;

  LimitedInput(InputStream in) {
    super(in);
  }

  /** Allows so many bytes from now on. */
  void allow(long bytes) {
    left = bytes;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (left <= 0) {
      throw new ApiFailure(ApiFailure.Kind.NONSENSE, "the API server's answer is too long");
    }
    int read = super.read(into, offset, (int) Math.min(length, left));
    left -= Math.max(0, read);
    return read;
  }

  /** Leaves the answer open: the HTTP client would read it to its end. */
  @Override
  public void close() {}
}
