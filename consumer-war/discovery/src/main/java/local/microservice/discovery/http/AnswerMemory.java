package local.microservice.discovery.http;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Limits the heap that all answers together use. Each answer has its own limit, but many long ones
 * at once would fill the heap. Thread-safe.
 */
public final class AnswerMemory {

  /** Shorter answers are not counted: each connection has a buffer of this size anyway. */
  public static final int UNCOUNTED_BYTES = 16 * 1024;

  /**
   * On its way to a caller, each byte of an answer exists about ten times: as received, as text,
   * and in the buffers of the parser and the writer. So answers use at most a third of the heap.
   * With twice this share, a small heap was garbage-collected all the time.
   */
  private static final int SHARE_OF_THE_HEAP = 32;

  /** The limit of this process. */
  public static final AnswerMemory OF_PROCESS =
      new AnswerMemory(Runtime.getRuntime().maxMemory() / SHARE_OF_THE_HEAP);

  private final long limit;
  private final AtomicLong taken = new AtomicLong();

  /**
   * Sets a limit.
   *
   * @param limit bytes
   */
  public AnswerMemory(long limit) {
    this.limit = limit;
  }

  /** {@return how many bytes are in use} */
  public long taken() {
    return taken.get();
  }

  /** {@return an empty part, for one answer} */
  public Part part() {
    return new Part();
  }

  /** The memory of one answer. Thread-safe. */
  public final class Part implements AutoCloseable {

    private final AtomicLong bytes = new AtomicLong();

    private Part() {}

    /** {@return the size of this part, bytes} */
    public long bytes() {
      return bytes.get();
    }

    /**
     * Takes more memory. A single answer always gets as much as it needs: otherwise an answer
     * longer than the limit could never be read.
     *
     * @param more bytes
     * @throws NoMemoryException when other answers use the memory
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

    /** {@return a part with all memory of this one, which is empty afterwards} */
    public Part moved() {
      Part to = new Part();
      to.bytes.set(bytes.getAndSet(0));
      return to;
    }

    /** Gives the memory back. A second call does nothing. */
    @Override
    public void close() {
      taken.addAndGet(-bytes.getAndSet(0));
    }
  }
}
