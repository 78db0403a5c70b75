package local.microservice.kubernetes;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import local.microservice.harness.Command.Result;

/** Someone on a node, with its processes and its network, and no pod's policies. */
final class NodeShell implements AutoCloseable {

  private final String namespace;

  /** Starts it on the node of a pod, in another namespace, which allows that. */
  NodeShell(Cluster cluster, JsonObject pod) throws IOException, InterruptedException {
    namespace = cluster.namespace() + "-node";
    Cluster.kubectlIn(
        namespace,
        List.of("apply", "-f", "-"),
        """
        apiVersion: v1
        kind: Namespace
        metadata: {name: %1$s}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: shell, namespace: %1$s}
        spec:
          hostPID: true
          hostNetwork: true
          nodeName: %2$s
          terminationGracePeriodSeconds: 0
          containers:
            - name: shell
              image: service-provider:v1
              command: [bash, -c, "while :; do sleep 60; done"]
              securityContext: {privileged: true, runAsUser: 0}
        """
            .formatted(namespace, pod.getJsonObject("spec").getString("nodeName")));
    Cluster.kubectlIn(
        namespace, List.of("wait", "--for=condition=Ready", "pod/shell", "--timeout=60s"), "");
  }

  /** Runs a command, and fails unless it succeeds; what it wrote. */
  String run(String... command) throws IOException, InterruptedException {
    return Cluster.kubectlIn(namespace, exec(command), "");
  }

  /** Runs a command that may fail. */
  Result tryRun(String... command) throws IOException, InterruptedException {
    return Cluster.tryKubectlIn(namespace, exec(command), "");
  }

  private static List<String> exec(String... command) {
    List<String> arguments = new ArrayList<>(List.of("exec", "shell", "--"));
    arguments.addAll(List.of(command));
    return arguments;
  }

  @Override
  public void close() throws IOException, InterruptedException {
    Cluster.kubectlIn(namespace, List.of("delete", "namespace", namespace), "");
  }
}
