package local.microservice.kubernetes;

import static local.microservice.harness.Fetches.json;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.TestAbortedException;

/**
 * Two nodes of the cluster: one with the API server, and one without. The Ingress controller must
 * be on the first, as it is on the clusters that {@code .ci/serves/kind} makes.
 */
final class TwoNodes implements BeforeAllCallback {

  /**
   * A node.
   *
   * @param name its name
   * @param address its address, by which the other nodes know it
   */
  record Node(String name, String address) {}

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    if (System.getenv("KUBECONFIG") != null && Cluster.answers()) {
      missing()
          .ifPresent(
              what -> {
                String line = "outages: skipped, " + what;
                System.out.println(line);
                throw new TestAbortedException(line);
              });
    }
  }

  private static Optional<String> missing() throws IOException, InterruptedException {
    if (!Cluster.runIn("default", List.of("auth", "can-i", "*", "*", "--all-namespaces"))) {
      return Optional.of("this user may not do everything on the cluster");
    }
    if (nodes().size() < 2) {
      return Optional.of("the cluster has one node");
    }
    if (nodes().stream().noneMatch(each -> each.address.equals(apiServer()))) {
      return Optional.of("the API server is on no node of the cluster");
    }
    return Optional.empty();
  }

  static List<Node> nodes() throws IOException, InterruptedException {
    return json(Cluster.kubectlIn("default", List.of("get", "nodes", "-o", "json"), ""))
        .getJsonArray("items")
        .getValuesAs(JsonObject.class)
        .stream()
        .map(each -> new Node(Cluster.name(each), address(each)))
        .toList();
  }

  private static String address(JsonObject node) {
    return node
        .getJsonObject("status")
        .getJsonArray("addresses")
        .getValuesAs(JsonObject.class)
        .stream()
        .filter(each -> each.getString("type").equals("InternalIP"))
        .map(each -> each.getString("address"))
        .findFirst()
        .orElse("");
  }

  /** The node with the API server and the Ingress controller. */
  static Node first() throws IOException, InterruptedException {
    String address = apiServer();
    return nodes().stream().filter(each -> each.address.equals(address)).findFirst().orElseThrow();
  }

  /** The other one. */
  static Node second() throws IOException, InterruptedException {
    String address = apiServer();
    return nodes().stream().filter(each -> !each.address.equals(address)).findFirst().orElseThrow();
  }

  private static String apiServer() {
    return apiServer("{.endpoints[0].addresses[0]}");
  }

  static int apiServerPort() {
    return Integer.parseInt(apiServer("{.ports[0].port}"));
  }

  private static String apiServer(String path) {
    try {
      return Cluster.kubectlIn(
          "default", List.of("get", "endpointslice", "kubernetes", "-o", "jsonpath=" + path), "");
    } catch (IOException failure) {
      throw new java.io.UncheckedIOException(failure);
    } catch (InterruptedException failure) {
      throw new IllegalStateException(failure);
    }
  }
}
