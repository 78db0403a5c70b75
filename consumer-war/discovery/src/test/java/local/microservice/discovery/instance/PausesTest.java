package local.microservice.discovery.instance;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PausesTest {

  private static final long INTERVAL = 100;

  /** Starts just before the clock overflows. */
  private long now = Long.MAX_VALUE - MILLISECONDS.toNanos(INTERVAL);

  private final Pauses pauses = new Pauses(INTERVAL, now);

  private long after(long millis) {
    now += MILLISECONDS.toNanos(millis);
    return now;
  }

  @Test
  void areNoneWhileTheProcessIsMerelyBusy() {
    assertThat(pauses.tick(after(INTERVAL))).isFalse();
    assertThat(pauses.tick(after(INTERVAL + 249))).isFalse();

    assertThat(pauses.totalNanos(now)).isZero();
  }

  @Test
  void areAddedUp() {
    assertThat(pauses.tick(after(INTERVAL + 250))).isTrue();
    assertThat(pauses.tick(after(INTERVAL))).isFalse();
    assertThat(pauses.tick(after(INTERVAL + 3000))).isTrue();

    assertThat(pauses.totalNanos(now)).isEqualTo(MILLISECONDS.toNanos(3250 + 2 * INTERVAL));
  }

  @Test
  void countBeforeTheClockTicksAgain() {
    pauses.tick(after(INTERVAL + 1000));

    assertThat(pauses.totalNanos(after(INTERVAL + 2000)))
        .isEqualTo(MILLISECONDS.toNanos(3000 + 2 * INTERVAL));
  }
}
