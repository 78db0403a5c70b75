package local.microservice.kubernetes;

import java.time.Duration;
import local.microservice.harness.Fetches;

/** A service's autoscaler at work, under load and after it. */
final class Autoscaling {

  private final Cluster cluster;
  private final String service;
  private final int least;

  /**
   * Prepares an autoscaler.
   *
   * @param service provider or consumer
   * @param least how many pods the manifests want at least
   */
  Autoscaling(Cluster cluster, String service, int least) {
    this.cluster = cluster;
    this.service = service;
    this.least = least;
  }

  /** Loads it until there are more pods, and waits until there are as many as before. */
  void growsAndShrinks() throws Exception {
    cluster.kubectl("apply", "-f", "kubernetes/" + service + ".yaml");
    // What two cores can load some pods with; and no five minutes of quiet.
    cluster.kubectl(
        "patch",
        "hpa",
        service,
        "--type=merge",
        "-p",
        """
        {"spec": {
          "maxReplicas": %d,
          "metrics": [{"type": "Resource", "resource": {"name": "cpu",
            "target": {"type": "AverageValue", "averageValue": "60m"}}}],
          "behavior": {
            "scaleUp": {"stabilizationWindowSeconds": 0},
            "scaleDown": {"stabilizationWindowSeconds": 15,
              "policies": [{"type": "Pods", "value": 1, "periodSeconds": 15}]}}}}
        """
            .formatted(least + 1));
    try (Fetches load = cluster.load(24)) {
      long begin = System.nanoTime();
      Cluster.watch(Duration.ofSeconds(180)).until(() -> replicas() > least);
      System.out.printf(
          "autoscaler of the %s: more than %d after %d s of load%n",
          service, least, Cluster.secondsSince(begin));
      load.assertNoneFailed("load until the autoscaler of the " + service + " acts");
    }
    long begin = System.nanoTime();
    Cluster.watch(Duration.ofSeconds(300)).until(() -> replicas() == least);
    System.out.printf(
        "autoscaler of the %s: %d again after %d s of quiet%n",
        service, least, Cluster.secondsSince(begin));
  }

  private int replicas() throws Exception {
    return cluster
        .get("deployment/" + service + "-deployment")
        .getJsonObject("spec")
        .getInt("replicas");
  }
}
