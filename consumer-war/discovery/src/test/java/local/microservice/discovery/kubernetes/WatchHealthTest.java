package local.microservice.discovery.kubernetes;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import local.microservice.discovery.fixtures.TestClock;
import org.junit.jupiter.api.Test;

class WatchHealthTest {

  private static final ApiFailure GONE = failure(ApiFailure.Kind.GONE);
  private static final IOException BROKEN = new IOException("reset");

  private final TestClock clock = TestClock.overflowingIn(5);
  private final AtomicReference<Double> drawn = new AtomicReference<>(0.0);
  private final RandomGenerator random =
      new RandomGenerator() {
        @Override
        public long nextLong() {
          throw new UnsupportedOperationException();
        }

        @Override
        public double nextDouble() {
          return drawn.get();
        }
      };
  private final WatchHealth health = new WatchHealth(Pace.STANDARD, clock, () -> random);

  private static ApiFailure failure(ApiFailure.Kind kind) {
    return new ApiFailure(kind, "the API server answers so");
  }

  private String problem() {
    return health.view().problem(clock.nanos());
  }

  /** How long the next attempt waits, in milliseconds. */
  private long pause() {
    long millis = 0;
    while (!health.isDue()) {
      clock.pass(1, MILLISECONDS);
      millis++;
    }
    return millis;
  }

  private boolean watchEnds(long afterMillis, Throwable failure) {
    health.begins();
    clock.pass(afterMillis, MILLISECONDS);
    return health.ended(failure);
  }

  private void useUpWhatFollowsAtOnce() {
    health.ended(GONE);
    health.ended(GONE);
  }

  @Test
  void waitsTwiceAsLongFrom800MillisTo30SecondsWithJitter() {
    long[] expected = {800, 1600, 3200, 6400, 12_800, 15_000, 15_000};
    for (long each : expected) {
      health.ended(BROKEN);
      assertThat(pause()).isEqualTo(each);
    }
    drawn.set(Math.nextDown(1.0));
    health.ended(BROKEN);
    assertThat(pause()).isBetween(29_998L, 30_000L);
  }

  @Test
  void waitsBrieflyAgainAfterAWatchThatHasLived() {
    for (int i = 0; i < 5; i++) {
      health.ended(BROKEN);
    }
    pause();
    watchEnds(2000, BROKEN);
    assertThat(pause()).isEqualTo(800);
  }

  @Test
  void waitsAsLongAsTheApiServerAsksWithinTheBounds() {
    health.ended(new ApiFailure(ApiFailure.Kind.BUSY, "busy", 7000, null));
    assertThat(pause()).isEqualTo(7000);
    health.ended(new ApiFailure(ApiFailure.Kind.BUSY, "busy", 1, null));
    assertThat(pause()).isEqualTo(800);
    health.ended(new ApiFailure(ApiFailure.Kind.BUSY, "busy", 3_600_000, null));
    assertThat(pause()).isEqualTo(30_000);
  }

  @Test
  void watchesOnAtOnceFromTheSameVersionAfterAWatchThatHasLived() {
    assertThat(watchEnds(400_000, null)).isFalse();
    assertThat(pause()).isZero();
    assertThat(problem()).isNull();
  }

  @Test
  void listsAnewAtOnceWhenTheVersionIsTooOld() {
    assertThat(watchEnds(400_000, GONE)).isTrue();
    assertThat(pause()).isZero();
    // And as a status of the next watch.
    assertThat(health.ended(GONE)).isTrue();
    assertThat(pause()).isZero();
    assertThat(problem()).isNull();
    // But not forever.
    assertThat(health.ended(GONE)).isTrue();
    assertThat(pause()).isEqualTo(800);
    assertThat(problem()).isEqualTo("the API server's watch ends at once");
  }

  @Test
  void listsAnewWhenTheWatchEndsInOrderWithinTwoSecondsWithoutAnEvent() {
    assertThat(watchEnds(1999, null)).isTrue();
    assertThat(problem()).isNull();
    assertThat(watchEnds(1999, null)).isTrue();
    assertThat(problem()).isEqualTo("the API server's watch ends at once");
  }

  @Test
  void keepsTheVersionWhenAShortWatchToldSomethingButDoesNotHurryForEver() {
    for (int i = 0; i < 2; i++) {
      health.begins();
      health.sawEvent();
      assertThat(health.ended(null)).isFalse();
      assertThat(pause()).isZero();
    }
    health.begins();
    health.sawEvent();
    assertThat(health.ended(null)).isFalse();
    assertThat(pause()).isEqualTo(800);
    assertThat(problem()).isNull();
  }

  @Test
  void aBrokenConnectionOfAWatchThatLivedIsNoProblemYet() {
    assertThat(watchEnds(2000, BROKEN)).isFalse();
    assertThat(problem()).isNull();
    assertThat(pause()).isEqualTo(800);
    assertThat(health.ended(BROKEN)).isTrue();
    assertThat(problem()).isEqualTo("the API server does not answer: java.io.IOException: reset");
  }

  @Test
  void silenceNonsenseAndRefusalAreProblemsAtOnce() {
    for (ApiFailure.Kind kind :
        new ApiFailure.Kind[] {
          ApiFailure.Kind.SILENT, ApiFailure.Kind.NONSENSE, ApiFailure.Kind.REFUSED
        }) {
      assertThat(watchEnds(100_000, failure(kind))).isTrue();
      assertThat(problem()).isEqualTo("the API server answers so");
    }
  }

  @Test
  void anErrorIsAProblemToo() {
    assertThat(watchEnds(100_000, new NoClassDefFoundError("of a library"))).isTrue();
    assertThat(problem()).endsWith("NoClassDefFoundError: of a library");
  }

  @Test
  void aProblemIsOverOnlyWhenAWatchLives() {
    health.ended(BROKEN);
    health.begins();
    assertThat(problem()).isNotNull();
    clock.pass(1999, MILLISECONDS);
    assertThat(problem()).isNotNull();
    health.ended(null);
    assertThat(problem()).isNotNull();

    health.begins();
    clock.pass(2000, MILLISECONDS);
    assertThat(problem()).isNull();
    health.ended(null);
    assertThat(problem()).isNull();
  }

  @Test
  void drawsHowLongAWatchLasts() {
    RandomGenerator seeded = new java.util.Random(1);
    assertThat(
            java.util.stream.IntStream.range(0, 1000)
                .map(i -> Pace.STANDARD.drawWatchSeconds(seeded)))
        .allMatch(seconds -> seconds >= 300 && seconds <= 600)
        .contains(300, 600);
  }

  @Test
  void hurriesNoMoreThanTwice() {
    useUpWhatFollowsAtOnce();
    assertThat(health.isDue()).isTrue();
    health.ended(GONE);
    assertThat(health.isDue()).isFalse();
  }
}
