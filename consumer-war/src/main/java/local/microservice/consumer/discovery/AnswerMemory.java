package local.microservice.consumer.discovery;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds what all answers together take of the heap: many long ones at once would fill it, though
 * each is as short as it must be. Thread-safe.
 */
final class AnswerMemory {

  /** Shorter ones are not counted: each connection has such a buffer anyway. */
  static final int UNCOUNTED_BYTES = 16 * 1024;

  /**
   * On its way to a caller each byte of an answer is there about ten times: as it came, as text, in
   * the parser's and the writer's buffers. So this is a third of the heap at most; with twice as
   * much a small heap was collected all the time.
   */
  private static final int SHARE_OF_THE_HEAP = 32;

  /** That of this process. */
  static final AnswerMemory OF_PROCESS =
      new AnswerMemory(Runtime.getRuntime().maxMemory() / SHARE_OF_THE_HEAP);

  private final long limit;
  private final AtomicLong taken = new AtomicLong();

  /**
   * Makes a bound.
   *
   * @param limit bytes
   */
  AnswerMemory(long limit) {
    this.limit = limit;
  }

  /** Bytes that are in use. */
  long taken() {
    return taken.get();
  }

  /** A part for one answer; it is empty. */
  Part part() {
    return new Part();
  }

  /** What one answer takes. Thread-safe. */
  final class Part implements AutoCloseable {

    private final AtomicLong bytes = new AtomicLong();

    /** Bytes of this part. */
    long bytes() {
      return bytes.get();
    }

    /**
     * Takes more. An answer that is alone always has as much as it needs: else one that is longer
     * than the limit would never be read.
     *
     * @throws NoMemoryException when others have it
     */
    void grow(long more) throws NoMemoryException {
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

    /** Hands all of it over. */
    Part moved() {
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
