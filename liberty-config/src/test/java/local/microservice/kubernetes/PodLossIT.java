package local.microservice.kubernetes;

import static local.microservice.harness.Fetches.ENOUGH;

import jakarta.json.JsonObject;
import java.time.Duration;
import local.microservice.harness.Fetches;
import org.junit.jupiter.api.Test;

/** Pods are lost under load, and no call is. */
@OnCluster
class PodLossIT {

  private final Cluster cluster;

  PodLossIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @Test
  void losesNoCallWithADeletedProvider() throws Exception {
    String lost = cluster.podNames("provider").get(0);
    try (Fetches load = cluster.load()) {
      load.awaitMore(ENOUGH);
      cluster.kubectl("delete", "pod", lost, "--grace-period=0", "--force");
      awaitRecovery("delete of a provider pod without grace", load);
    }
  }

  @Test
  void losesNoCallWithAKilledJvm() throws Exception {
    JsonObject lost = cluster.pods("provider").get(0);
    try (NodeShell node = new NodeShell(cluster, lost);
        Fetches load = cluster.load()) {
      load.awaitMore(ENOUGH);
      node.killJvm(lost);
      awaitRecovery("kill -9 of a provider's JVM", load);
    }
  }

  private void awaitRecovery(String what, Fetches load) throws Exception {
    long begin = System.nanoTime();
    Cluster.watch(Duration.ofSeconds(30))
        .until(
            () -> {
              for (String consumer : cluster.podNames("consumer")) {
                if (inRotation(consumer) == 3) {
                  return false;
                }
              }
              return true;
            });
    long noticed = Cluster.secondsSince(begin);
    cluster.awaitInRotation(3);
    // By now Kubernetes has noticed, too.
    cluster.awaitRollouts();
    System.out.printf(
        "%s: out of rotation after %d s, three ready and in rotation again after %d s%n",
        what, noticed, Cluster.secondsSince(begin));
    load.awaitMore(ENOUGH);
    load.assertNoneFailed(what);
  }

  private long inRotation(String consumer) throws Exception {
    return cluster.instances(consumer).stream()
        .filter(each -> each.getString("state").equals("in-rotation"))
        .count();
  }

  @Test
  void losesNoCallWithADeletedConsumer() throws Exception {
    String lost = cluster.podNames("consumer").get(0);
    try (Fetches load = cluster.load()) {
      load.awaitMore(ENOUGH);
      long begin = System.nanoTime();
      cluster.kubectl("delete", "pod", lost, "--wait=true");
      cluster.awaitRollouts();
      System.out.printf(
          "delete of a consumer pod: replaced after %d s%n", Cluster.secondsSince(begin));
      load.awaitMore(ENOUGH);
      load.assertNoneFailed("delete of a consumer pod");
    }
  }
}
