package local.microservice.kubernetes;

import static local.microservice.harness.Fetches.ENOUGH;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import local.microservice.harness.Fetches;
import local.microservice.kubernetes.TwoNodes.Node;
import org.junit.jupiter.api.Test;

/** Kubernetes itself is away under load, and meanwhile pods die. */
@OnTwoNodes
class ControlPlaneLossIT {

  private static final Duration API = Duration.ofSeconds(Integer.getInteger("outage.api", 600));
  private static final Duration DNS = Duration.ofSeconds(Integer.getInteger("outage.dns", 300));
  private static final String COREDNS = "deployment/coredns";

  private final Cluster cluster;

  ControlPlaneLossIT(Cluster cluster) {
    this.cluster = cluster;
  }

  /** Its port takes no packet, so nobody is refused: neither kubelets nor kubectl. */
  @Test
  void losesNoCallWithoutTheApiServerWhilePodsDie() throws Exception {
    List<JsonObject> providers = cluster.pods("provider");
    String[] cut = NodeShell.cutPort(TwoNodes.apiServerPort());
    List<NodeShell> shells = new ArrayList<>();
    try (Fetches load = cluster.load(API.plusMinutes(10))) {
      load.awaitMore(ENOUGH);
      for (Node node : TwoNodes.nodes()) {
        NodeShell shell = new NodeShell(cluster, node.name());
        shells.add(shell);
        boolean first = node.equals(TwoNodes.first());
        if (!first) {
          shell.outage(API, killing(providers, node), "");
        }
      }
      Node first = TwoNodes.first();
      long begin = System.nanoTime();
      shells
          .get(TwoNodes.nodes().indexOf(first))
          .outage(API, cut[0] + killing(providers, first), cut[1]);
      for (NodeShell shell : shells) {
        shell.awaitEnd();
      }
      System.out.printf(
          "API server away for %d s: it answers again%n", Cluster.secondsSince(begin));
      cluster.awaitInRotation(3);
      cluster.awaitRollouts();
      List<Integer> restarts =
          cluster.pods("provider").stream()
              .map(pod -> Cluster.containers(pod).get(0).getInt("restartCount"))
              .toList();
      System.out.printf("restarts of the providers meanwhile: %s%n", restarts);
      assertThat(restarts).allMatch(each -> each >= 1);
      load.awaitMore(ENOUGH);
      load.assertNoneFailed("API server away for " + API.toSeconds() + " s");
    } finally {
      for (NodeShell shell : shells) {
        shell.close();
      }
    }
  }

  /**
   * A script that kills one provider after the other, each once. It runs beside the outage. A
   * kubelet starts a container again without asking anybody.
   */
  private static String killing(List<JsonObject> providers, Node node) {
    StringBuilder script = new StringBuilder("(\n");
    for (JsonObject pod : providers) {
      script.append("sleep %d%n".formatted(API.toSeconds() / (providers.size() + 1)));
      if (Cluster.node(pod).equals(node.name())) {
        script.append(NodeShell.killing(pod));
      }
    }
    return script.append(") &\n").toString();
  }

  /** The name server's pods are gone, so the name of the provider resolves to nothing. */
  @Test
  void losesNoCallWithoutNamesWhileAPodDies() throws Exception {
    int replicas =
        Integer.parseInt(
            Cluster.kubectlIn(
                "kube-system", List.of("get", COREDNS, "-o", "jsonpath={.spec.replicas}"), ""));
    JsonObject lost = cluster.pods("provider").get(0);
    try (NodeShell node = new NodeShell(cluster, lost);
        Fetches load = cluster.load()) {
      load.awaitMore(ENOUGH);
      long begin = System.nanoTime();
      try {
        scaleNames(0);
        Cluster.watch(Duration.ofSeconds(60)).until(() -> resolution().containsKey("error"));
        System.out.printf(
            "no name server: the view says after %d s: %s%n",
            Cluster.secondsSince(begin), resolution());
        node.killJvm(lost);
        Cluster.watch(DNS.plusSeconds(5))
            .until(() -> Cluster.secondsSince(begin) >= DNS.toSeconds());
        assertThat(cluster.allInRotation(3)).isTrue();
      } finally {
        scaleNames(replicas);
      }
      long back = System.nanoTime();
      Cluster.watch(Duration.ofSeconds(120)).until(() -> !resolution().containsKey("error"));
      System.out.printf("name server back: names after %d s%n", Cluster.secondsSince(back));
      cluster.awaitRollouts();
      load.awaitMore(ENOUGH);
      load.assertNoneFailed("name server away for " + DNS.toSeconds() + " s");
    }
  }

  private static void scaleNames(int replicas) throws Exception {
    Cluster.kubectlIn("kube-system", List.of("scale", COREDNS, "--replicas=" + replicas), "");
  }

  /** How a consumer's last resolution went. */
  private JsonObject resolution() throws Exception {
    return cluster.provider(cluster.podNames("consumer").get(0)).getJsonObject("resolution");
  }
}
