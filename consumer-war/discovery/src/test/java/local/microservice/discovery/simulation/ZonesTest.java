package local.microservice.discovery.simulation;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import local.microservice.discovery.simulation.Fault.BlackHole;
import local.microservice.discovery.simulation.Fault.Fails;
import local.microservice.discovery.simulation.Fault.Hangs;
import local.microservice.discovery.simulation.Fault.Slow;
import local.microservice.discovery.simulation.ZoneWorld.Attempt;
import local.microservice.discovery.simulation.ZoneWorld.Ended;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Shows what zones do to the calls, before a cluster does. Prints the figures. */
class ZonesTest {

  /** The share of the calls that stay in their zone in calm. */
  private static final double MOST_CALLS = 0.95;

  private static final double CALM = 5;
  private static final double BEGIN = 20;
  private static final double END = 60;

  private static void print(String format, Object... figures) {
    System.out.println("zones: " + String.format(Locale.ROOT, format, figures));
  }

  private static String rounded(Collection<Double> shares) {
    return shares.stream()
        .map(each -> String.format(Locale.ROOT, "%.2f", each))
        .collect(joining(" "));
  }

  @ParameterizedTest
  @CsvSource({
    "aabbcc, abc, 90",
    "aab, ab, 100",
    "aabbbcccc, abc, 90",
    "aabbcc, abc, 6",
  })
  void callsStayInTheirZoneInCalm(String instances, String consumers, double calls)
      throws InterruptedException {
    ZoneWorld world = new ZoneWorld(instances, consumers, calls, END).run();

    Collection<Double> shares = world.timesMean(CALM, END).values();
    print(
        "providers %s, %.0f calls/s: %.1f %% local, times the mean %s",
        instances, calls, 100 * world.local(0, END), rounded(shares));
    assertThat(world.failed()).isZero();
    assertThat(world.local(0, END)).isGreaterThanOrEqualTo(MOST_CALLS);
  }

  @Test
  void theInstancesOfAZoneShareItsCallsEvenly() throws InterruptedException {
    ZoneWorld world = new ZoneWorld("aaabb", "ab", 100, END).run();

    Map<Integer, Long> counts =
        world.attempts(CALM, END).stream()
            .filter(each -> each.from().equals("a"))
            .collect(groupingBy(each -> each.instance().number(), counting()));
    double most = Collections.max(counts.values());
    assertThat(counts).hasSize(3);
    assertThat(most / Collections.min(counts.values())).isLessThan(1.05);
  }

  /** With one consumer in each zone, two consumers may choose the same instance outside. */
  @ParameterizedTest
  @CsvSource({
    "abbbbb, ab, 1.7",
    "abbbbb, aaaabbbb, 1.5",
    "abbb, ab, 2.1",
    "abccccccc, abc, 2.5",
    "abccccccc, aaabbbccc, 1.5"
  })
  void noInstanceIsOverloadedWhereZonesDiffer(String instances, String consumers, double most)
      throws InterruptedException {
    ZoneWorld world = new ZoneWorld(instances, consumers, 90, END).run();

    Collection<Double> shares = world.timesMean(CALM, END).values();
    print(
        "providers %s, consumers %s: %.1f %% local, times the mean %s",
        instances, consumers, 100 * world.local(CALM, END), rounded(shares));
    assertThat(world.failed()).isZero();
    assertThat(Collections.max(shares)).isLessThanOrEqualTo(most);
  }

  /** A tenth of the calls a second is too few for a verdict within two seconds. */
  @ParameterizedTest
  @CsvSource({
    "90, aabbcc, abc, 2",
    "90, aaabbb, ab, 2",
    "90, aaabbbccc, abc, 2",
    "90, abc, abc, 2",
    "9, aabbcc, abc, 5"
  })
  void aDeadZoneIsSpiltOver(double calls, String instances, String consumers, double within)
      throws InterruptedException {
    List<Consumer<ZoneWorld>> deaths =
        List.of(
            world -> world.strike("a", new BlackHole(), 30),
            world -> world.strike("a", new Hangs(), 30),
            world -> world.strike("a", new Fails(1, 503), 30),
            world -> world.die("a", 30));
    for (Consumer<ZoneWorld> death : deaths) {
      ZoneWorld world = new ZoneWorld(instances, consumers, calls, 80).at(BEGIN, death).run();
      double began = world.spills().get(0).atSeconds() - BEGIN;
      print(
          "a dead zone of %s, %.0f calls/s: %d failed, spilt over after %.1f s, %.1f %% local again",
          instances, calls, world.failed(), began, 100 * world.local(75, 80));
      assertThat(world.failed()).isZero();
      assertThat(began).isLessThan(within);
      assertThat(world.local(75, 80)).isGreaterThanOrEqualTo(MOST_CALLS);
    }
  }

  @ParameterizedTest
  @CsvSource({"100, 0.06", "400, 0.04", "1500, 0.04"})
  void aSlowZoneSpillsOver(long millis, double most) throws InterruptedException {
    ZoneWorld world =
        new ZoneWorld("aabbcc", "abc", 120, 160)
            .at(BEGIN, each -> each.strike("a", new Slow(millis), 40))
            .run();

    List<Ended> later = world.calls(BEGIN + 5, BEGIN + 40);
    double slow = later.stream().filter(each -> each.tookMillis() > millis).count();
    print(
        "a zone slow by %d ms: %d failed, spilt over after %.1f s, %.1f %% slow from 5 s on,"
            + " %.1f %% local again",
        millis,
        world.failed(),
        world.spills().get(0).atSeconds() - BEGIN,
        100 * slow / later.size(),
        100 * world.local(155, 160));
    assertThat(world.failed()).isZero();
    assertThat(slow / later.size()).isLessThan(most);
    assertThat(world.local(155, 160)).isGreaterThanOrEqualTo(MOST_CALLS);
  }

  @Test
  void anEvacuatedZoneGetsNoCallWithinASecond() throws InterruptedException {
    ZoneWorld world =
        new ZoneWorld("aabbcc", "abc", 90, 80)
            // An ejected instance of the zone gets no trial either.
            .at(BEGIN - 2, each -> each.strike("b", new Fails(1, 503), 10))
            .at(BEGIN, each -> each.evacuate("a", "b"))
            .at(BEGIN + 30, each -> each.evacuate())
            .run();

    List<Attempt> there =
        world.attempts(BEGIN, BEGIN + 30).stream().filter(each -> !each.to().equals("c")).toList();
    double last = there.stream().mapToDouble(Attempt::atSeconds).max().orElse(BEGIN);
    print(
        "evacuation: %d failed, the last call there %.0f ms after, %.1f %% local 15 s after its end",
        world.failed(), 1000 * (last - BEGIN), 100 * world.local(BEGIN + 45, 80));
    assertThat(world.failed()).isZero();
    assertThat(last).isLessThan(BEGIN + 1);
    assertThat(world.local(BEGIN + 45, 80)).isGreaterThanOrEqualTo(MOST_CALLS);
  }

  @Test
  void anEvacuatedZoneGetsTheCallsWhileAllOthersAreDead() throws InterruptedException {
    ZoneWorld world =
        new ZoneWorld("aabbcc", "abc", 90, 60)
            .at(10, each -> each.evacuate("a"))
            .at(
                BEGIN,
                each -> {
                  each.die("b", 20);
                  each.die("c", 20);
                })
            .run();

    print("all zones dead but the evacuated one: %d failed", world.failed());
    assertThat(world.failed()).isZero();
    assertThat(world.attempts(55, 60)).noneMatch(each -> each.to().equals("a"));
  }
}
