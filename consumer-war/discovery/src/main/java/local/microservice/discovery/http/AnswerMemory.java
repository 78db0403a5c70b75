package local.microservice.discovery.http;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds what all answers together take of the heap: many long ones at once would fill it, though
 * each is as short as it must be. Thread-safe.
 */
public final class AnswerMemory {

  /** Shorter ones are not counted: each connection has such a buffer anyway. */
  public static final int UNCOUNTED_BYTES = 16 * 1024;

  /**
   * On its way to a caller each byte of an answer is there about ten times: as it came, as text, in
   * the parser's and the writer's buffers. So this is a third of the heap at most; with twice as
   * much a small heap was collected all the time.
   */
  private static final int SHARE_OF_THE_HEAP = 32;

  /** That of this process. */
  public static final AnswerMemory OF_PROCESS =
      new AnswerMemory(Runtime.getRuntime().maxMemory() / SHARE_OF_THE_HEAP);

  private final long limit;
  private final AtomicLong taken = new AtomicLong();

  /**
   * Makes a bound.
   *
   * @param limit bytes
   */
  public AnswerMemory(long limit) {
    this.limit = limit;
  }

  /**
   * Tells how much is in use.
   *
   * @return bytes
   */
  public long taken() {
    return taken.get();
  }

  /**
   * Makes room for one answer.
   *
   * @return an empty part
   */
  public Part part() {
    return new Part();
  }

  /** What one answer takes. Thread-safe. */
  public final class Part implements AutoCloseable {

    private final AtomicLong bytes = new AtomicLong();

    private Part() {}

    /**
     * Tells how much it takes.
     *
     * @return bytes
     */
    public long bytes() {
      return bytes.get();
    }

    /**
     * Takes more. An answer that is alone always has as much as it needs: else one that is longer
     * than the limit would never be read.
     *
     * @param more bytes
     * @throws NoMemoryException when others have it
     */
    public void grow(long more) throws NoMemoryException {
      long own = bytes.get();
      long before = taken.getAndUpdate(all -> fits(all, more, own) ? all + more : all);
      if (!fits(before, more, own)) {
        throw new NoMemoryException(before + " bytes of answers are in memory");
      }
      bytes.addAndGet(more);
    }

    private boolean fits(long all, long more, long own) {
      return all + more <= limit || all == own;
    }

    /**
     * Hands all of it over.
     *
     * @return what this part had, which has nothing now
     */
    public Part moved() {
      Part to = new Part();
      to.bytes.set(bytes.getAndSet(0));
      return to;
    }

    /** Gives it back, once. */
    @Override
    public void close() {
      taken.addAndGet(-bytes.getAndSet(0));
    }
  }
}
