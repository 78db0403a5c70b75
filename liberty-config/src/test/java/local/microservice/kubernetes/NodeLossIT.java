package local.microservice.kubernetes;

import static local.microservice.harness.Fetches.ENOUGH;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.List;
import local.microservice.harness.Fetches;
import local.microservice.kubernetes.TwoNodes.Node;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A node, or the way to it, is lost under load and comes back. Nobody refuses a connection to it:
 * what is sent there is never answered.
 *
 * <p>The consumers are on the other node. An Ingress controller sends calls to a consumer of a lost
 * node until Kubernetes notices, after 40 s and more, and nobody here could help that. So these
 * tests show what the consumers do about lost providers.
 */
@OnTwoNodes
class NodeLossIT {

  private static final Duration LOST = Duration.ofSeconds(Integer.getInteger("outage.node", 120));
  private static final Duration CUT = Duration.ofSeconds(Integer.getInteger("outage.network", 60));

  private final Cluster cluster;

  NodeLossIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @BeforeEach
  void placeThePods() throws Exception {
    Node second = TwoNodes.second();
    try {
      cluster.kubectl("cordon", second.name());
      cluster.kubectl("rollout", "restart", Cluster.CONSUMER);
      cluster.awaitRollouts();
    } finally {
      cluster.kubectl("uncordon", second.name());
    }
    if (on(second, "provider").isEmpty() || on(TwoNodes.first(), "provider").isEmpty()) {
      cluster.kubectl("rollout", "restart", Cluster.PROVIDER);
      cluster.awaitRollouts();
    }
    cluster.awaitInRotation(3);
    assertThat(on(second, "consumer")).isEmpty();
    assertThat(on(second, "provider")).hasSizeBetween(1, 2);
  }

  private List<JsonObject> on(Node node, String service) throws Exception {
    return cluster.pods(service).stream()
        .filter(pod -> Cluster.node(pod).equals(node.name()))
        .toList();
  }

  @Test
  void losesNoCallToALostNode() throws Exception {
    Node second = TwoNodes.second();
    List<JsonObject> frozen = on(second, "provider");
    String[] cut = NodeShell.cutFrom(TwoNodes.first().address());
    survives(
        "node lost for " + LOST.toSeconds() + " s with " + frozen.size() + " of 3 providers",
        LOST,
        NodeShell.freezing(frozen) + cut[0],
        cut[1] + NodeShell.thawing(frozen));
  }

  @Test
  void losesNoCallToACutBetweenTheNodes() throws Exception {
    String[] cut = NodeShell.cutFrom(TwoNodes.first().address());
    survives("network between the nodes cut for " + CUT.toSeconds() + " s", CUT, cut[0], cut[1]);
  }

  private void survives(String what, Duration length, String begin, String end) throws Exception {
    List<String> far =
        on(TwoNodes.second(), "provider").stream()
            .map(pod -> pod.getJsonObject("status").getString("podIP"))
            .toList();
    try (NodeShell node = new NodeShell(cluster, TwoNodes.second().name());
        Fetches load = cluster.load()) {
      load.awaitMore(ENOUGH);
      long start = System.nanoTime();
      node.outage(length, begin, end);
      Cluster.watch(Duration.ofSeconds(30)).until(() -> noneIsUsed(far));
      long noticed = Cluster.secondsSince(start);
      node.awaitEnd();
      long back = System.nanoTime();
      cluster.awaitInRotation(3);
      System.out.printf(
          "%s: out of rotation after %d s, in rotation again %d s after its end%n",
          what, noticed, Cluster.secondsSince(back));
      cluster.awaitRollouts();
      load.awaitMore(ENOUGH);
      load.assertNoneFailed(what);
    }
  }

  private boolean noneIsUsed(List<String> addresses) throws Exception {
    for (String consumer : cluster.podNames("consumer")) {
      if (cluster.instances(consumer).stream()
          .filter(each -> each.getString("state").equals("in-rotation"))
          .map(each -> each.getString("address"))
          .anyMatch(each -> addresses.stream().anyMatch(lost -> each.contains("/" + lost + ":")))) {
        return false;
      }
    }
    return true;
  }
}
