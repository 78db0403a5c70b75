package local.microservice.kubernetes;

import static local.microservice.harness.Fetches.ENOUGH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import local.microservice.harness.Fetches;
import org.junit.jupiter.api.Test;

/** The provider grows and shrinks under load, by hand and by itself. */
@OnCluster
class ScalingIT {

  private final Cluster cluster;

  ScalingIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @Test
  void losesNoCallAndUsesNewPodsAtOnce() throws Exception {
    Set<String> old = new HashSet<>(cluster.podNames("provider"));
    try (Fetches load = cluster.load()) {
      load.awaitMore(ENOUGH);
      scaleTo(6);
      assertUsedSoonAfterReady(load, old);
      scaleTo(1);
      cluster.awaitInRotation(1);
      load.awaitMore(ENOUGH);
      scaleTo(3);
      cluster.awaitInRotation(3);
      load.awaitMore(ENOUGH);
      load.assertNoneFailed("3 to 6 to 1 to 3 providers");
    }
  }

  private void scaleTo(int replicas) throws Exception {
    cluster.kubectl("scale", Cluster.PROVIDER, "--replicas=" + replicas);
    cluster.awaitRollouts();
  }

  private void assertUsedSoonAfterReady(Fetches load, Set<String> old) throws Exception {
    await().atMost(Duration.ofSeconds(60)).until(() -> load.sources().size() == 6);
    for (JsonObject pod : cluster.pods("provider")) {
      if (!old.contains(Cluster.name(pod))) {
        long late =
            Duration.between(readySince(pod), load.sources().get(Cluster.name(pod))).toSeconds();
        System.out.printf("new provider pod: first call %d s after it was ready%n", late);
        assertThat(late).isLessThanOrEqualTo(2);
      }
    }
  }

  private static Instant readySince(JsonObject pod) {
    return Instant.parse(Cluster.readiness(pod).orElseThrow().getString("lastTransitionTime"));
  }

  @Test
  void growsWithItsLoadAndShrinksWithoutIt() throws Exception {
    new Autoscaling(cluster, "provider", 3).growsAndShrinks();
  }

  @Test
  void keepsItsNumberOfPodsWhenTheManifestsAreAppliedAgain() throws Exception {
    cluster.kubectl("scale", Cluster.PROVIDER, "--replicas=4");
    cluster.apply("kubernetes/provider.yaml");

    assertThat(replicas()).isEqualTo(4);
  }

  private int replicas() throws Exception {
    return cluster.get(Cluster.PROVIDER).getJsonObject("spec").getInt("replicas");
  }
}
