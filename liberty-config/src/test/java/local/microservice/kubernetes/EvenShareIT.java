package local.microservice.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import local.microservice.harness.Fetches;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Alone, because on a busy machine a provider is ejected for its latency again and again. */
@Isolated
@OnCluster
class EvenShareIT {

  private static final int EVERY = 3000;

  private final Cluster cluster;

  EvenShareIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @Test
  void sharesCallsEvenlyOverThePodsOfTheProvider() throws Exception {
    try (Fetches load = cluster.load(8)) {
      Map<String, Map<String, Integer>> shares =
          await()
              .atMost(Duration.ofMinutes(5))
              .until(() -> sharesOf(load, EVERY), Optional::isPresent)
              .orElseThrow();
      load.assertNoneFailed("even share");

      assertThat(shares).hasSize(2);
      shares.forEach(
          (consumer, share) -> {
            System.out.printf("calls of %s: %s%n", consumer, share.values());
            assertThat(share).hasSize(3);
            assertThat((double) Collections.max(share.values()) / Collections.min(share.values()))
                .isLessThanOrEqualTo(1.05);
          });
    }
  }

  /**
   * How many calls each consumer sends to each provider; empty when one is out of rotation
   * meanwhile, for an ejection is no uneven share.
   */
  private Optional<Map<String, Map<String, Integer>>> sharesOf(Fetches load, int calls)
      throws Exception {
    cluster.awaitInRotation(3);
    Map<String, Map<String, Integer>> before = callsByConsumer();
    int enough = load.calls() + calls;
    Cluster.watch(Duration.ofSeconds(120))
        .until(() -> load.calls() >= enough || !cluster.allInRotation(3));
    Map<String, Map<String, Integer>> after = callsByConsumer();
    // An ejection lasts longer than the time since the last look.
    if (load.calls() < enough || !cluster.allInRotation(3)) {
      System.out.println("even share: begun again, as a provider is out of rotation");
      return Optional.empty();
    }
    after.forEach(
        (consumer, share) ->
            share.replaceAll(
                (address, all) -> all - before.get(consumer).getOrDefault(address, 0)));
    return Optional.of(after);
  }

  private Map<String, Map<String, Integer>> callsByConsumer() throws Exception {
    Map<String, Map<String, Integer>> calls = new LinkedHashMap<>();
    for (String consumer : cluster.podNames("consumer")) {
      calls.put(consumer, cluster.calls(consumer));
    }
    return calls;
  }
}
