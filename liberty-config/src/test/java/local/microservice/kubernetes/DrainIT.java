package local.microservice.kubernetes;

import static local.microservice.harness.Fetches.ENOUGH;
import static org.assertj.core.api.Assertions.assertThat;

import local.microservice.harness.Fetches;
import local.microservice.kubernetes.TwoNodes.Node;
import org.junit.jupiter.api.Test;

/** An operator empties one node after the other under load, as for an update of each. */
@OnTwoNodes
class DrainIT {

  private static final String OURS = "app.kubernetes.io/part-of=microservice-discovery";

  private final Cluster cluster;

  DrainIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @Test
  void losesNoCallToADrainOfEachNodeInTurn() throws Exception {
    try (Fetches load = cluster.load()) {
      load.awaitMore(ENOUGH);
      for (Node node : TwoNodes.nodes()) {
        drain(node);
        load.awaitMore(ENOUGH);
      }
      load.assertNoneFailed("drain of each node");
    }
  }

  /** The Ingress controller has one pod and stays: who waits for it would measure it. */
  private void drain(Node node) throws Exception {
    long begin = System.nanoTime();
    try {
      cluster.kubectl(
          "drain",
          node.name(),
          "--pod-selector=" + OURS,
          "--delete-emptydir-data",
          "--timeout=300s");
      long empty = Cluster.secondsSince(begin);
      cluster.awaitRollouts();
      cluster.awaitInRotation(3);
      System.out.printf(
          "drain of %s: empty after %d s, all pods elsewhere and in rotation after %d s%n",
          node.name(), empty, Cluster.secondsSince(begin));
      for (String service : new String[] {"provider", "consumer"}) {
        assertThat(cluster.pods(service)).noneMatch(pod -> Cluster.node(pod).equals(node.name()));
      }
    } finally {
      cluster.kubectl("uncordon", node.name());
    }
  }
}
