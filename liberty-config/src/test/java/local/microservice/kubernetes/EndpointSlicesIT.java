package local.microservice.kubernetes;

import static local.microservice.harness.Fetches.ENOUGH;

import jakarta.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import local.microservice.harness.Fetches;
import org.junit.jupiter.api.Test;

/**
 * The consumers watch the provider's EndpointSlices. How soon they act is printed. What is asserted
 * is whether they act at all, since a busy machine may make anybody late.
 */
@OnCluster
@OnEndpointSlices
class EndpointSlicesIT {

  private final Cluster cluster;

  EndpointSlicesIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @Test
  void usesAKilledPodAgainAsSoonAsItHasStarted() throws Exception {
    JsonObject lost = cluster.pods("provider").get(0);
    String name = Cluster.name(lost);
    try (PodTimes times = new PodTimes(cluster);
        NodeShell node = new NodeShell(cluster, lost);
        Fetches load = cluster.load()) {
      load.awaitMore(ENOUGH);
      Instant killed = Instant.now();
      node.killJvm(lost);
      load.forgetSources();
      Cluster.watch(Duration.ofSeconds(120))
          .until(
              () ->
                  times.ready().getOrDefault(name, killed).isAfter(killed)
                      && load.sources().containsKey(name));
      cluster.awaitInRotation(3);
      System.out.printf(
          "kill -9 of a provider's JVM: ready again after %d ms, called again %d ms after that%n",
          Duration.between(killed, times.ready().get(name)).toMillis(),
          Duration.between(times.ready().get(name), load.sources().get(name)).toMillis());
      load.assertNoneFailed("kill -9 with EndpointSlices");
    }
  }
}
