package local.microservice.discovery.http;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import local.microservice.discovery.fixtures.TestService;
import local.microservice.discovery.http.Exchange.Cancellation;
import local.microservice.discovery.http.Exchange.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExchangeTest {

  /** The clock overflows between the start and the deadline. */
  private static final long START = Long.MAX_VALUE - 1;

  private static final long DEADLINE = START + MILLISECONDS.toNanos(30);

  private static final Cancellation GIVEN_UP = new Cancellation("given up", true);
  private static final Request REQUEST = TestService.GET.request();

  private final Exchange exchange =
      new Exchange(REQUEST, Map.of("a", "b"), START, DEADLINE, false, System::nanoTime);
  private final AtomicInteger ended = new AtomicInteger();

  private void end() {
    ended.incrementAndGet();
  }

  @Test
  void knowsWhatItSendsAndSinceWhen() {
    assertThat(exchange.request()).isSameAs(REQUEST);
    assertThat(exchange.fields()).containsOnly(Map.entry("a", "b"));
    assertThat(exchange.startNanos()).isEqualTo(START);
    assertThat(exchange.deadlineNanos()).isEqualTo(DEADLINE);
  }

  @Test
  void isCancelledOnceItsDeadlineHasPassed() {
    exchange.onCancel(this::end);
    exchange.cancelWhenLate(START);
    exchange.cancelWhenLate(DEADLINE);
    assertThat(exchange.cancellation()).isNull();
    assertThat(ended).hasValue(0);

    exchange.cancelWhenLate(DEADLINE + 1);

    assertThat(exchange.cancellation())
        .isEqualTo(new Cancellation("no complete answer in 30 ms", false));
    assertThat(ended).hasValue(1);
  }

  @Test
  void isTheInstancesFailureWhereItHadItsTime() {
    Exchange whole = new Exchange(REQUEST, Map.of(), START, DEADLINE, true, System::nanoTime);

    whole.cancelWhenLate(DEADLINE + 1);

    assertThat(whole.cancellation().againstInstance()).isTrue();
  }

  @Test
  void endsWhatIsUnderWayAndWhatFollows() {
    exchange.onCancel(() -> {});
    exchange.onCancel(this::end);
    assertThat(ended).hasValue(0);

    exchange.cancel(GIVEN_UP);
    assertThat(ended).hasValue(1);
    exchange.onCancel(this::end);

    assertThat(ended).hasValue(2);
    assertThat(exchange.cancellation()).isSameAs(GIVEN_UP);
  }

  @Test
  void canBeCancelledBeforeAnythingIsUnderWay() {
    exchange.cancel(GIVEN_UP);

    exchange.onCancel(this::end);

    assertThat(ended).hasValue(1);
  }

  @ParameterizedTest
  @EnumSource(Stage.class)
  void mayHaveReachedTheInstanceOnlyOnceItIsSent(Stage stage) {
    exchange.reach(stage);

    assertThat(exchange.stage()).isEqualTo(stage);
    assertThat(exchange.sent()).isEqualTo(stage == Stage.SENT);
  }

  @Test
  void addsUpItsWaitsForAConnection() {
    AtomicLong now = new AtomicLong();
    Exchange twice = new Exchange(REQUEST, Map.of(), 0, DEADLINE, true, now::get);

    twice.reach(Stage.LEASING);
    now.set(30);
    twice.reach(Stage.CONNECTING);
    now.set(40);
    // The provider had already closed that connection, so the call needs another one.
    twice.reach(Stage.LEASING);
    now.set(45);
    twice.reach(Stage.CONNECTING);
    now.set(100);
    twice.reach(Stage.SENT);

    assertThat(twice.waitedNanos()).isEqualTo(35);
  }
}
