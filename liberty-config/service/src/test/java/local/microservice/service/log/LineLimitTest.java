package local.microservice.service.log;

import static local.microservice.service.log.LineLimit.LINES;
import static local.microservice.service.log.LineLimit.WINDOW;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LineLimitTest {

  private static final Logger LOG = Logger.getLogger(LineLimitTest.class.getName());

  private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 5);
  private final LineLimit limit = new LineLimit(System.getLogger(LOG.getName()), nanoTime::get);
  private final List<String> lines = new ArrayList<>();
  private final Handler written =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          lines.add(line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    LOG.setUseParentHandlers(false);
    LOG.addHandler(written);
  }

  @AfterEach
  void leave() {
    LOG.removeHandler(written);
  }

  @Test
  void writesTheFirstLinesAndCountsTheRest() {
    log(1000);

    assertThat(lines).hasSize(LINES).containsOnly("{0} failed");
  }

  @Test
  void saysInTheNextWindowHowManyWereLeftOut() {
    log(1000);
    nanoTime.addAndGet(WINDOW.toNanos());
    log(2);

    assertThat(lines.subList(LINES, lines.size()))
        .containsExactly("{0} failed (" + (1000 - LINES) + " such lines left out)", "{0} failed");
  }

  @Test
  void hasItsLinesBackAfterAQuietWindow() {
    log(LINES);
    nanoTime.addAndGet(10 * WINDOW.toNanos());
    log(LINES);

    assertThat(lines).hasSize(2 * LINES).containsOnly("{0} failed");
  }

  private void log(int times) {
    for (int time = 0; time < times; time++) {
      // Braces in a line are not a placeholder.
      limit.log(Level.WARNING, "{0} failed", null);
    }
  }
}
