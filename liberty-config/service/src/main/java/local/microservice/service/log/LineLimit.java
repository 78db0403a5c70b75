package local.microservice.service.log;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Keeps a storm of failures from becoming a storm of lines: writes ten lines in ten seconds and
 * counts the rest. (Liberty's own throttle counts lines by their message id. Our lines have none.)
 * Thread-safe.
 */
public final class LineLimit {

  static final int LINES = 10;
  static final Duration WINDOW = Duration.ofSeconds(10);

  private final Logger log;
  private final LongSupplier nanoTime;
  private long beganNanos;
  private int written;
  private long leftOut;

  /**
   * Makes a limit for lines of one kind.
   *
   * @param log the logger that writes them
   */
  public LineLimit(Logger log) {
    this(log, System::nanoTime);
  }

  LineLimit(Logger log, LongSupplier nanoTime) {
    this.log = log;
    this.nanoTime = nanoTime;
    beganNanos = nanoTime.getAsLong();
  }

  /**
   * Writes a line, or counts it. The next line that is written says how many were left out.
   *
   * @param level the level of the line
   * @param line the text, without a line break
   * @param failure the failure whose stack trace follows; null for none
   */
  public void log(Level level, String line, Throwable failure) {
    long before = 0;
    synchronized (this) {
      long now = nanoTime.getAsLong();
      if (now - beganNanos >= WINDOW.toNanos()) {
        beganNanos = now;
        written = 0;
      }
      if (written == LINES) {
        leftOut++;
        return;
      }
      written++;
      before = leftOut;
      leftOut = 0;
    }
    log.log(level, before == 0 ? line : line + " (" + before + " such lines left out)", failure);
  }
}
