package local.microservice.kubernetes;

import static local.microservice.harness.Fetches.ENOUGH;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import local.microservice.harness.Command.Result;
import local.microservice.harness.Fetches;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Every pod is replaced under load, and no call fails. */
@Order(1)
@OnCluster
class RolloutIT {

  private static final List<String> SERVICES = List.of("provider", "consumer");

  private final Cluster cluster;

  RolloutIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @Test
  void losesNoCallToARestart() throws Exception {
    try (Fetches load = cluster.load()) {
      load.awaitMore(ENOUGH);
      long begin = System.nanoTime();
      cluster.kubectl("rollout", "restart", Cluster.PROVIDER, Cluster.CONSUMER);
      cluster.awaitRollouts();
      System.out.printf("rollout restart: done after %d s%n", Cluster.secondsSince(begin));
      load.awaitMore(ENOUGH);
      load.assertNoneFailed("rollout restart of both");
    }
  }

  @Test
  void losesNoCallToANewImageAndBack() throws Exception {
    try (Fetches load = cluster.load()) {
      load.awaitMore(ENOUGH);
      long begin = System.nanoTime();
      for (String version : List.of("v2", "v1")) {
        for (String service : SERVICES) {
          cluster.kubectl(
              "set",
              "image",
              "deployment/" + service + "-deployment",
              service + "=service-" + service + ":" + version);
        }
        cluster.awaitRollouts();
        for (String service : SERVICES) {
          assertThat(images(service)).containsExactly("service-" + service + ":" + version);
        }
      }
      System.out.printf("v1 to v2 and back: done after %d s%n", Cluster.secondsSince(begin));
      load.awaitMore(ENOUGH);
      load.assertNoneFailed("v1 to v2 and back");
    }
  }

  private Set<String> images(String service) throws Exception {
    return cluster.pods(service).stream()
        .map(
            pod ->
                pod.getJsonObject("spec")
                    .getJsonArray("containers")
                    .getJsonObject(0)
                    .getString("image"))
        .collect(Collectors.toSet());
  }

  @Test
  void stallsOnABadVariableWhileTheOldPodsServe() throws Exception {
    List<String> old = cluster.podNames("provider");
    try (Fetches load = cluster.load()) {
      load.awaitMore(ENOUGH);
      cluster.kubectl(
          "patch", "configmap", "provider-config", "-p", "{\"data\":{\"PORT\":\"abc\"}}");
      cluster.kubectl("rollout", "restart", Cluster.PROVIDER);
      String bad =
          Cluster.watch(Duration.ofSeconds(120)).until(this::restartedPod, name -> !name.isEmpty());
      load.awaitMore(ENOUGH);

      Result status =
          cluster.tryKubectl(List.of("rollout", "status", Cluster.PROVIDER, "--timeout=5s"), "");
      assertThat(status.exit()).isNotZero();
      assertThat(
              cluster
                  .kubectl("logs", bad, "--previous")
                  .lines()
                  .filter(line -> line.contains("PORT is 'abc'")))
          .singleElement()
          .asString()
          .contains("PORT is 'abc', but must be a whole number from 1 to 65535");
      assertThat(
              cluster.pods("provider").stream().filter(Cluster::ready).map(Cluster::name).toList())
          .containsExactlyInAnyOrderElementsOf(old);
      load.assertNoneFailed("rollout of a bad variable");
    } finally {
      cluster.kubectl("rollout", "undo", Cluster.PROVIDER);
    }
  }

  private String restartedPod() throws Exception {
    return cluster.pods("provider").stream()
        .filter(pod -> restarts(pod) > 0)
        .map(Cluster::name)
        .findFirst()
        .orElse("");
  }

  private static int restarts(JsonObject pod) {
    return Cluster.containers(pod).stream()
        .filter(status -> status.getJsonObject("lastState").containsKey("terminated"))
        .mapToInt(status -> status.getInt("restartCount"))
        .sum();
  }
}
