package local.microservice.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import local.microservice.harness.Probes;
import local.microservice.liberty.LibertyServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One of three instances misbehaves, in each test in another way. */
@Hostile
class HostileProviderIT {

  private static final int CALLERS = 6;
  private static final int FIRST_CALLS = 36;

  /**
   * Discovery ejects an instance after five failures. Meanwhile each caller may have one more call
   * under way.
   */
  private static final int FIRST_CALLERS = 5 + CALLERS;

  private static final Tally TALLY = new Tally("hostile providers");
  private static final ExecutorService CALLS = Executors.newFixedThreadPool(CALLERS);

  static Stream<HostileMode> modes() {
    return HostileMode.all().stream();
  }

  @AfterAll
  static void tell(Services services) {
    CALLS.shutdown();
    System.out.println(TALLY);
    assertThat(services.probes()).extracting(Probes::failed).containsOnly(0);
    assertThat(services.consoleOfConsumer()).doesNotContain("OutOfMemoryError");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("modes")
  void isNoticedByNobodyOrByItsFirstCallers(HostileMode mode, Services services) throws Exception {
    TALLY.mode();
    try (HostileProvider hostile = services.play(mode)) {
      Map<Integer, Integer> first = fetch(services, FIRST_CALLS);
      Map<Integer, Integer> then = fetch(services, 60);

      assertThat(then).containsOnlyKeys(200);
      assertThat(mode.large() ? Set.of(200, 503) : Set.of(200)).containsAll(first.keySet());
      assertThat(FIRST_CALLS - first.get(200)).isLessThanOrEqualTo(FIRST_CALLERS);
      assertThat(hostile.accepted()).isPositive();
      assertThat(hostile.requests()).allMatch("GET /data HTTP/1.1"::equals);
    }
  }

  /** How many calls were answered with each status. */
  private static Map<Integer, Integer> fetch(Services services, int calls) throws Exception {
    Map<Integer, Integer> statuses = new TreeMap<>();
    Callable<Integer> call = () -> LibertyServer.get(services.consumer() + "/fetch").statusCode();
    for (Future<Integer> answer : CALLS.invokeAll(Collections.nCopies(calls, call))) {
      int status = answer.get();
      TALLY.answered(status);
      statuses.merge(status, 1, Integer::sum);
    }
    return statuses;
  }
}
