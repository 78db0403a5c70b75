package local.microservice.kubernetes;

import static local.microservice.harness.Fetches.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import local.microservice.harness.Command.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What {@code kubectl apply -f kubernetes/} gives to those outside, and what it keeps from them.
 */
@OnCluster
class AppliedIT {

  private static final String VERSION = "v" + Pattern.quote(System.getProperty("project.version"));

  private static final Map<String, String> SHAPES =
      Map.of(
          "/consumer/fetch",
          "\\{\"status\":\"success\",\"data\":\\{\"message\":\"Hello from provider service\","
              + "\"source\":\"provider-deployment-[a-z0-9-]+\"},"
              + "\"time\":\"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ\",\"version\":\""
              + VERSION
              + "\"}",
          "/consumer/health",
          "\\{\"status\":\"healthy\"}",
          "/provider/data",
          "\\{\"message\":\"Hello from provider service\","
              + "\"source\":\"provider-deployment-[a-z0-9-]+\"}",
          "/provider/info",
          "\\{\"service_name\":\"data-provider\",\"host\":\"provider-deployment-[a-z0-9-]+\","
              + "\"port\":\"8080\",\"version\":\""
              + VERSION
              + "\"}",
          "/provider/health",
          "\\{\"status\":\"healthy\"}");

  private final Cluster cluster;

  AppliedIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @Test
  void answersThroughTheIngress() throws Exception {
    assertShapes();
  }

  @Test
  void answersThroughTheGatewayToo() throws Exception {
    try {
      cluster.kubectl("delete", "ingress", "microservice");
      await().until(() -> cluster.fetch("/provider/data").statusCode() == 404);
      cluster.apply("kubernetes/gateway/");
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> cluster.fetch("/consumer/fetch").statusCode() == 200);
      assertShapes();
      for (String path : List.of("/metrics", "/{}/metrics", "/{}/../metrics", "/{}/..;/metrics")) {
        assertKeptFromOutside(path);
      }
    } finally {
      cluster.kubectl("delete", "-f", "kubernetes/gateway/", "--ignore-not-found");
      cluster.apply("kubernetes/ingress.yaml");
    }
  }

  private void assertShapes() throws Exception {
    for (Map.Entry<String, String> shape : SHAPES.entrySet()) {
      HttpResponse<String> answer = cluster.fetch(shape.getKey());
      assertThat(answer.statusCode()).as(shape.getKey()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
      assertThat(answer.body()).matches(shape.getValue());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/metrics",
        "/openapi",
        "/openapi/ui/",
        "/discovery",
        "/faults",
        "/health/ready",
        "/fetch",
        "/{}/metrics",
        "/{}/openapi",
        "/{}/discovery",
        "/{}/faults",
        "/{}/health/ready",
        "/{}/../metrics",
        "/{}/..;/metrics",
        "/{}/%2e%2e/metrics",
        "/{}/..%2fmetrics",
        "/{}/..%5cmetrics",
        "/{}/%252e%252e/metrics",
        "//metrics"
      })
  void keepsFromTheIngressWhatIsForOperators(String path) throws Exception {
    assertKeptFromOutside(path);
  }

  private void assertKeptFromOutside(String path) throws Exception {
    for (String service : List.of("consumer", "provider")) {
      HttpResponse<String> answer = cluster.fetch(path.replace("{}", service));
      assertThat(answer.statusCode()).isIn(301, 308, 400, 404);
      assertThat(answer.body()).doesNotContain("# HELP", "openapi:", "\"checks\"", "\"instances\"");
    }
  }

  @Test
  void keepsAStrangePodOut() throws Exception {
    cluster.startStrangePod("stranger");
    try {
      for (String service : List.of("provider", "consumer")) {
        JsonObject pod = cluster.pods(service).get(0);
        int port = service.equals("provider") ? 8080 : 8081;
        String address = pod.getJsonObject("status").getString("podIP");
        assertThat(connects("stranger", address, port, "/health")).isFalse();
        assertThat(connects("stranger", service + "-service", 80, "/health")).isFalse();
      }
      // It has a network, as it can ask for names.
      assertThat(
              cluster.kubectl("exec", "stranger", "--", "getent", "ahostsv4", "provider-headless"))
          .contains(providerAddress());
    } finally {
      cluster.kubectl("delete", "pod", "stranger", "--wait=true");
    }
  }

  private String providerAddress() throws Exception {
    return cluster.pods("provider").get(0).getJsonObject("status").getString("podIP");
  }

  @Test
  void reachesNobodyElse() throws Exception {
    // Its probe; of its ports the consumer may reach the other one.
    String nameServer =
        Cluster.kubectlIn(
            "kube-system",
            List.of(
                "get", "pods", "-l", "k8s-app=kube-dns", "-o", "jsonpath={.items[0].status.podIP}"),
            "");
    cluster.startStrangePod("passer-by");
    try {
      assertThat(connects("passer-by", nameServer, 8181, "/ready")).isTrue();
      for (String service : List.of("provider", "consumer")) {
        assertThat(connects(cluster.podNames(service).get(0), nameServer, 8181, "/ready"))
            .isFalse();
      }
    } finally {
      cluster.kubectl("delete", "pod", "passer-by", "--wait=true");
    }
  }

  private boolean connects(String pod, String host, int port, String path) throws Exception {
    List<String> command = new ArrayList<>(List.of("exec", pod, "--"));
    command.addAll(Cluster.statusLine(host, port, path));
    return cluster.tryKubectl(command, "").output().contains("HTTP/");
  }

  @Test
  void answersOnTheNodePortOfItsOwnFolder() throws Exception {
    try {
      cluster.apply("kubernetes/node-port/");
      assertAnswersOnTheNodePort();
    } finally {
      cluster.kubectl("delete", "-f", "kubernetes/node-port/");
    }
  }

  private void assertAnswersOnTheNodePort() throws Exception {
    JsonObject consumer = cluster.pods("consumer").get(0);
    int port =
        cluster
            .get("service", "consumer-node-port")
            .getJsonObject("spec")
            .getJsonArray("ports")
            .getJsonObject(0)
            .getInt("nodePort");
    String address = consumer.getJsonObject("status").getString("hostIP");
    try (NodeShell node = new NodeShell(cluster, consumer)) {
      String[] call = Cluster.statusLine(address, port, "/fetch").toArray(String[]::new);
      // The node's rules may come a moment later than the Service.
      Cluster.watch(Duration.ofSeconds(20))
          .until(() -> node.tryRun(call).output().stripTrailing().endsWith(" 200 OK"));
    }
  }

  @Test
  void opensNoPortOfTheNodesAndLetsNoAddressIn() throws Exception {
    String types = "jsonpath={.items[*].spec.type}";
    String addresses = "jsonpath={.items[*].spec.ingress[*].from[*].ipBlock}";

    assertThat(cluster.kubectl("get", "services", "-o", types).split(" "))
        .containsOnly("ClusterIP");
    assertThat(cluster.kubectl("get", "networkpolicies", "-o", addresses)).isEmpty();
  }

  @Test
  void hasNoRightAtTheApiServer() throws Exception {
    for (String service : List.of("provider", "consumer")) {
      String account = "system:serviceaccount:%s:%s".formatted(cluster.namespace(), service);
      List<String> question =
          List.of("auth", "can-i", "list", "endpointslices.discovery.k8s.io", "--as=" + account);

      assertThat(cluster.tryKubectl(question, "").output().lines()).contains("no");
    }
    assertThat(cluster.kubectl("get", "roles,rolebindings", "-o", "name")).isEmpty();
  }

  @Test
  void isNobodyWhoWritesOutsideOfItsVolumesOrHasAToken() throws Exception {
    for (String service : List.of("provider", "consumer")) {
      String pod = cluster.podNames(service).get(0);
      String look =
          "id -u; id -g; touch /config/x; ls /var/run/secrets/kubernetes.io; grep CapBnd"
              + " /proc/1/status";
      List<String> command = List.of("exec", pod, "--", "bash", "-c", look);

      assertThat(cluster.tryKubectl(command, "").output())
          .startsWith("1001\n0\n")
          .contains(
              "Read-only file system", "No such file or directory", "CapBnd:\t0000000000000000");
    }
  }

  @Test
  void mayFillItsVolumesAndNoMore() throws Exception {
    for (String service : List.of("provider", "consumer")) {
      JsonObject pod = cluster.pods(service).get(0).getJsonObject("spec");
      JsonObject resources =
          pod.getJsonArray("containers").getJsonObject(0).getJsonObject("resources");
      int volumes =
          pod.getJsonArray("volumes").getValuesAs(JsonObject.class).stream()
              .filter(volume -> volume.containsKey("emptyDir"))
              .mapToInt(
                  volume -> mebibytes(volume.getJsonObject("emptyDir").getString("sizeLimit")))
              .sum();

      assertThat(resources.getJsonObject("requests")).containsKey("ephemeral-storage");
      // What it writes to its log is on the node too: a kubelet keeps 50 MiB of it.
      assertThat(mebibytes(resources.getJsonObject("limits").getString("ephemeral-storage")))
          .isBetween(volumes + 50, volumes + 100);
    }
  }

  private static int mebibytes(String quantity) {
    assertThat(quantity).endsWith("Mi");
    return Integer.parseInt(quantity.replace("Mi", ""));
  }

  @Test
  void isRefusedWithLessSecurity() throws Exception {
    JsonObject template =
        cluster
            .get(Cluster.PROVIDER)
            .getJsonObject("spec")
            .getJsonObject("template")
            .getJsonObject("spec");
    JsonObject container = template.getJsonArray("containers").getJsonObject(0);
    JsonObject privileged =
        Json.createObjectBuilder(container.getJsonObject("securityContext"))
            .add("allowPrivilegeEscalation", true)
            .build();

    assertThat(create(template, container).exit()).isZero();
    Result refused =
        create(
            template,
            Json.createObjectBuilder(container).add("securityContext", privileged).build());

    assertThat(refused.exit()).isNotZero();
    assertThat(refused.output()).contains("violates PodSecurity \"restricted");
  }

  private Result create(JsonObject template, JsonObject container) throws Exception {
    JsonObject pod =
        Json.createObjectBuilder()
            .add("apiVersion", "v1")
            .add("kind", "Pod")
            .add("metadata", Json.createObjectBuilder().add("name", "one-more"))
            .add(
                "spec",
                Json.createObjectBuilder(template)
                    .add("containers", Json.createArrayBuilder().add(container)))
            .build();
    return cluster.tryKubectl(List.of("create", "--dry-run=server", "-f", "-"), pod.toString());
  }

  @Test
  void refusesTheEvictionOfOneTooMany() throws Exception {
    List<String> pods = cluster.podNames("provider");

    assertThat(evict(pods.get(0)).exit()).isZero();
    Result refused = evict(pods.get(1));

    assertThat(refused.exit()).isNotZero();
    assertThat(refused.output()).contains("disruption budget");
  }

  private Result evict(String pod) throws Exception {
    String path = "/api/v1/namespaces/%s/pods/%s/eviction".formatted(cluster.namespace(), pod);
    return cluster.tryKubectl(
        List.of("create", "--raw", path, "-f", "-"),
        """
        {"apiVersion":"policy/v1","kind":"Eviction","metadata":{"name":"%s"}}
        """
            .formatted(pod));
  }

  @Test
  void staysReadyAndSaysWhyWithoutAProvider() throws Exception {
    cluster.kubectl("scale", Cluster.PROVIDER, "--replicas=0");

    await()
        .atMost(Duration.ofSeconds(90))
        .until(() -> cluster.fetch("/consumer/fetch").statusCode() == 503);
    HttpResponse<String> answer = cluster.fetch("/consumer/fetch");
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    assertThat(json(answer.body()).getInt("status")).isEqualTo(503);
    assertThat(cluster.fetch("/consumer/health").statusCode()).isEqualTo(200);
    cluster.assertReady("consumer", 2);

    cluster.kubectl("scale", Cluster.PROVIDER, "--replicas=3");
    Cluster.watch(Duration.ofSeconds(120))
        .until(() -> cluster.pods("provider").stream().anyMatch(Cluster::ready));
    long seconds =
        Cluster.secondsUntil(
            Duration.ofSeconds(5), () -> cluster.fetch("/consumer/fetch").statusCode() == 200);
    System.out.printf("back from no provider: %d s after the first pod is ready%n", seconds);
    cluster.assertReady("consumer", 2);
  }
}
