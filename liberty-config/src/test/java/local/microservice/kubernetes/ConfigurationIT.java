package local.microservice.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** An edited ConfigMap takes effect in the pods that run. */
@OnCluster
class ConfigurationIT {

  private static final Duration BAR = Duration.ofSeconds(90);

  private final Cluster cluster;

  ConfigurationIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @Test
  void followsAnEditedConfigMapWithoutARestart() throws Exception {
    List<String> before = cluster.podNames("consumer");
    String first = before.get(0);
    cluster.kubectl(
        "patch",
        "configmap",
        "consumer-config",
        "-p",
        """
        {"data": {"LOG_LEVEL": "debug", "PROVIDER_SERVICE": "http://provider-service"}}
        """);

    long level =
        Cluster.secondsUntil(
            BAR,
            () -> {
              cluster.fetch("/consumer/fetch");
              return cluster.kubectl("logs", first, "--since=5s").contains("GET http:");
            });
    long service = Cluster.secondsUntil(BAR, () -> ports(first).equals(Set.of(80)));
    System.out.printf(
        "ConfigMap edited: LOG_LEVEL after %d s, PROVIDER_SERVICE %d s later%n", level, service);

    assertThat(cluster.podNames("consumer")).containsExactlyInAnyOrderElementsOf(before);
    assertThat(cluster.pods("consumer"))
        .allSatisfy(
            pod ->
                assertThat(Cluster.containers(pod))
                    .isNotEmpty()
                    .allSatisfy(each -> assertThat(each.getInt("restartCount")).isZero()));
    cluster.kubectl("apply", "-f", "kubernetes/consumer.yaml");
    long back = Cluster.secondsUntil(BAR.plusSeconds(30), () -> ports(first).equals(Set.of(8080)));
    System.out.printf("ConfigMap applied again: PROVIDER_SERVICE after %d s%n", back);
  }

  private Set<Integer> ports(String consumer) throws Exception {
    Set<Integer> ports = new TreeSet<>();
    for (String address : cluster.calls(consumer).keySet()) {
      ports.add(Integer.parseInt(address.substring(address.lastIndexOf(':') + 1)));
    }
    return ports;
  }
}
