package local.microservice.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import local.microservice.harness.Command.Result;

/** Someone on a node, with its processes and its network, and no pod's policies. */
final class NodeShell implements AutoCloseable {

  private static final String OVER = "/tmp/outage-over";

  private final String namespace;
  private Duration outage = Duration.ZERO;

  /** Starts it on the node of a pod. */
  NodeShell(Cluster cluster, JsonObject pod) throws IOException, InterruptedException {
    this(cluster, Cluster.node(pod));
  }

  /** Starts it on a node, in another namespace, which allows that. */
  NodeShell(Cluster cluster, String node) throws IOException, InterruptedException {
    namespace = cluster.namespace() + "-" + node;
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
          # A node that was away for long loses all other pods.
          tolerations: [{operator: Exists}]
          containers:
            - name: shell
              image: service-provider:v1
              command: [bash, -c, "while :; do sleep 60; done"]
              securityContext: {privileged: true, runAsUser: 0}
        """
            .formatted(namespace, node));
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

  /** Kills the JVM of a pod of this node, and fails unless there was one. */
  void killJvm(JsonObject pod) throws IOException, InterruptedException {
    assertThat(run("bash", "-c", killing(pod))).isEqualTo("killed");
  }

  /**
   * A script that kills the JVM of a pod of this node; a container's first process takes no SIGKILL
   * from within.
   */
  static String killing(JsonObject pod) {
    String uid = uid(pod);
    return """
        for process in /proc/[0-9]*; do
          if grep -qs '%s\\|%s' $process/cgroup && grep -qs wlp $process/cmdline; then
            kill -9 ${process#/proc/} && echo killed
          fi
        done
        """
        .formatted(uid, uid.replace('-', '_'));
  }

  /**
   * A script that stops every process of these pods, until {@link #thawing}: cgroups of either
   * version.
   */
  static String freezing(List<JsonObject> pods) {
    return setEach(pods, "FROZEN", "1");
  }

  /** A script that lets them go on. */
  static String thawing(List<JsonObject> pods) {
    return setEach(pods, "THAWED", "0");
  }

  private static String setEach(List<JsonObject> pods, String first, String second) {
    StringBuilder script = new StringBuilder();
    for (JsonObject pod : pods) {
      String uid = uid(pod);
      script.append(
          """
          for group in $(find /sys/fs/cgroup -type d \\( -name '*pod%s*' -o -name '*pod%s*' \\)); do
            if [ -e $group/freezer.state ]; then echo %s > $group/freezer.state; fi
            if [ -e $group/cgroup.freeze ]; then echo %s > $group/cgroup.freeze; fi
          done
          """
              .formatted(uid, uid.replace('-', '_'), first, second));
    }
    return script.toString();
  }

  private static String uid(JsonObject pod) {
    return pod.getJsonObject("metadata").getString("uid");
  }

  /**
   * Scripts that drop, and let through again, every packet between this node and an address of the
   * network on which it is: nobody refuses anything, so whoever calls has to wait.
   */
  static String[] cutFrom(String address) {
    String device =
        "device=$(ip route get %s | sed -n 's/.* dev \\([^ ]*\\).*/\\1/p' | head -1)\n"
            .formatted(address);
    String rules =
        """
        iptables -w -t raw -%1$s PREROUTING -i $device -j DROP
        iptables -w -t mangle -%1$s POSTROUTING -o $device -j DROP
        """;
    return new String[] {device + rules.formatted("I"), device + rules.formatted("D")};
  }

  /** Scripts that drop, and let through again, what comes to a TCP port of this node. */
  static String[] cutPort(int port) {
    String rule = "iptables -w -t mangle -%%s INPUT -p tcp --dport %d -j DROP\n".formatted(port);
    return new String[] {rule.formatted("I"), rule.formatted("D")};
  }

  /**
   * Runs scripts on the node itself, with its programs and files. The second one runs when the time
   * is over, whether or not anybody reaches the node then.
   */
  void outage(Duration length, String begin, String end) throws IOException, InterruptedException {
    assertThat(outage).as("one outage at a time").isZero();
    outage = length;
    String script = "%s%nsleep %d%n%s%n".formatted(begin, length.toSeconds(), end);
    String background =
        "(chroot /proc/1/root bash -c \"$1\"; touch $2) > /tmp/outage 2>&1 < /dev/null &";
    run("bash", "-c", "rm -f $2; " + background, "outage", script, OVER);
  }

  /** Waits until the outage is over. */
  void awaitEnd() {
    Cluster.watch(outage.plusSeconds(60))
        .ignoreExceptions()
        .until(() -> Cluster.runIn(namespace, List.of("exec", "shell", "--", "cat", OVER)));
    outage = Duration.ZERO;
  }

  /** Ends it, but lets an outage end first: nobody else would end that. */
  @Override
  public void close() throws IOException, InterruptedException {
    if (!outage.isZero()) {
      awaitEnd();
    }
    Cluster.kubectlIn(namespace, List.of("delete", "namespace", namespace), "");
  }
}
