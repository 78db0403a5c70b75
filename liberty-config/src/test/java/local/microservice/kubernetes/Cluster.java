package local.microservice.kubernetes;

import static local.microservice.harness.Fetches.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import local.microservice.harness.Command;
import local.microservice.harness.Command.Result;
import local.microservice.harness.Discovered;
import local.microservice.harness.Fetches;
import org.awaitility.core.ConditionFactory;

/**
 * The cluster of KUBECONFIG with {@code kubernetes/} in a namespace of its own, which enforces the
 * restricted pod security standard. Called by kubectl, as kubernetes/README.md does.
 */
final class Cluster {

  static final String PROVIDER = "deployment/provider-deployment";
  static final String CONSUMER = "deployment/consumer-deployment";

  private static final String HOST = "microservice.local";
  private static final Command KUBECTL = new Command("kubectl", Map.of());
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final int CALLERS = 4;
  private static final int PROVIDERS = 3;
  private static final int CONSUMERS = 2;
  private static final Set<String> LOOKS = Set.of("get", "logs", "exec");
  private static final String ROLLOUT_TIMEOUT = "--timeout=300s";

  private final String namespace;
  private final String host;
  private final String ingress;
  private boolean changed;
  private boolean slices;

  private Cluster(String namespace, String host) throws IOException, InterruptedException {
    this.namespace = namespace;
    this.host = host;
    applyAll();
    ingress = ingressAddress();
  }

  static boolean answers() throws IOException, InterruptedException {
    try {
      return KUBECTL.run("version", "--request-timeout=10s").exit() == 0;
    } catch (IOException noKubectl) {
      return false;
    }
  }

  /**
   * Makes a namespace anew, applies the manifests with the least number of pods that their
   * autoscalers want, and waits until all pods have started.
   */
  static Cluster make(int number) throws Exception {
    String namespace = "microservice-it-" + number;
    KUBECTL.output("delete", "namespace", namespace, "--ignore-not-found", "--timeout=120s");
    KUBECTL.output("create", "namespace", namespace);
    KUBECTL.output(
        "label", "namespace", namespace, "pod-security.kubernetes.io/enforce=restricted");
    long begin = System.nanoTime();
    Cluster cluster = new Cluster(namespace, number == 1 ? HOST : namespace + ".local");
    watch(Duration.ofMinutes(5))
        .until(
            () -> cluster.started("provider", PROVIDERS) && cluster.started("consumer", CONSUMERS));
    System.out.printf("%s: all pods started after %d s%n", namespace, secondsSince(begin));
    return cluster;
  }

  /** Applies manifests as they stand, but for the host: two Ingresses of one host would collide. */
  void apply(String path) throws IOException, InterruptedException {
    if (host.equals(HOST)) {
      kubectl("apply", "-f", path);
    } else {
      String manifests = kubectl("create", "--dry-run=client", "-o", "yaml", "-f", path);
      kubectl(List.of("apply", "-f", "-"), manifests.replace(HOST, host));
    }
  }

  private boolean started(String service, int count) throws IOException, InterruptedException {
    List<JsonObject> pods = pods(service);
    return pods.size() == count && pods.stream().allMatch(Cluster::started);
  }

  private static boolean started(JsonObject pod) {
    return containers(pod).stream().anyMatch(each -> each.getBoolean("started", false));
  }

  private String ingressAddress() {
    String address =
        watch(Duration.ofSeconds(60))
            .until(
                () ->
                    kubectl(
                        "get",
                        "ingress",
                        "microservice",
                        "-o",
                        "jsonpath={.status.loadBalancer.ingress[0]['ip','hostname']}"),
                each -> !each.isEmpty());
    return "http://" + address;
  }

  String namespace() {
    return namespace;
  }

  void remove() throws Exception {
    KUBECTL.output("delete", "namespace", namespace, "--wait=false");
  }

  /**
   * Brings back what the manifests say, and three providers that every consumer calls.
   *
   * @param endpointSlices whether with {@code kubernetes/endpoint-slices/}
   */
  void restore(boolean endpointSlices) throws Exception {
    if (endpointSlices != slices) {
      // Nobody calls now. All pods at once are replaced sooner than by a rollout.
      kubectl("scale", PROVIDER, CONSUMER, "--replicas=0");
      kubectl("delete", "pods", "--all", "--grace-period=0", "--force");
      slices = endpointSlices;
      if (!slices) {
        String folder = "kubernetes/endpoint-slices/";
        kubectl("delete", "-f", folder + "rights.yaml", "-f", folder + "api-server.yaml");
      }
    }
    if (changed) {
      applyAll();
    }
    awaitRollouts();
    awaitInRotation(PROVIDERS);
    changed = false;
  }

  /** Without autoscalers: they would work against the tests that scale, and add pods at a start. */
  private void applyAll() throws IOException, InterruptedException {
    if (slices) {
      apply("kubernetes/ingress.yaml");
      applyEndpointSlices();
    } else {
      apply("kubernetes/");
    }
    kubectl("delete", "hpa", "--all");
    kubectl("scale", PROVIDER, "--replicas=" + PROVIDERS);
    kubectl("scale", CONSUMER, "--replicas=" + CONSUMERS);
  }

  /** As its page says, in this namespace. */
  private void applyEndpointSlices() throws IOException, InterruptedException {
    String folder = "kubernetes/endpoint-slices";
    String manifests = kubectl("kustomize", "--load-restrictor=LoadRestrictionsNone", folder);
    kubectl(
        List.of("apply", "-f", "-"),
        manifests.replace("namespace: default", "namespace: " + namespace));
  }

  void awaitRollouts() throws Exception {
    kubectl("rollout", "status", PROVIDER, CONSUMER, ROLLOUT_TIMEOUT);
  }

  /** Calls kubectl in the namespace, and fails unless it succeeds. */
  String kubectl(String... arguments) throws IOException, InterruptedException {
    return kubectl(List.of(arguments), "");
  }

  String kubectl(List<String> arguments, String input) throws IOException, InterruptedException {
    noteChange(arguments);
    return kubectlIn(namespace, arguments, input);
  }

  static String kubectlIn(String namespace, List<String> arguments, String input)
      throws IOException, InterruptedException {
    return KUBECTL.output(in(namespace, arguments), input);
  }

  /** Calls kubectl in a namespace, for ten seconds at most; whether it succeeds. */
  static boolean runIn(String namespace, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> bounded = new ArrayList<>(List.of("--request-timeout=10s"));
    bounded.addAll(arguments);
    return KUBECTL.run(in(namespace, bounded), "").exit() == 0;
  }

  /** Calls kubectl in the namespace. */
  Result tryKubectl(List<String> arguments, String input) throws IOException, InterruptedException {
    noteChange(arguments);
    return tryKubectlIn(namespace, arguments, input);
  }

  static Result tryKubectlIn(String namespace, List<String> arguments, String input)
      throws IOException, InterruptedException {
    return KUBECTL.run(in(namespace, arguments), input);
  }

  /** Most tests only look. To apply the manifests again takes two seconds of a core. */
  private void noteChange(List<String> arguments) {
    changed |= !LOOKS.contains(arguments.get(0));
  }

  private static List<String> in(String namespace, List<String> arguments) {
    return Stream.concat(Stream.of("-n", namespace), arguments.stream()).toList();
  }

  JsonObject get(String... resource) throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("get", "-o", "json"));
    arguments.addAll(List.of(resource));
    return json(kubectl(arguments, ""));
  }

  /** The pods of a service that are not about to end. */
  List<JsonObject> pods(String service) throws IOException, InterruptedException {
    return get("pods", "-l", "app.kubernetes.io/name=" + service)
        .getJsonArray("items")
        .getValuesAs(JsonObject.class)
        .stream()
        .filter(pod -> !pod.getJsonObject("metadata").containsKey("deletionTimestamp"))
        .toList();
  }

  List<String> podNames(String service) throws IOException, InterruptedException {
    return pods(service).stream().map(Cluster::name).toList();
  }

  static String name(JsonObject object) {
    return object.getJsonObject("metadata").getString("name");
  }

  /** The node of a pod that has one. */
  static String node(JsonObject pod) {
    return pod.getJsonObject("spec").getString("nodeName");
  }

  static boolean ready(JsonObject pod) {
    return readiness(pod).map(each -> each.getString("status").equals("True")).orElse(false);
  }

  /** A pod's condition of type Ready; one that is new has no condition yet. */
  static Optional<JsonObject> readiness(JsonObject pod) {
    return status(pod, "conditions").stream()
        .filter(condition -> condition.getString("type").equals("Ready"))
        .findFirst();
  }

  /** How a pod's containers are; one that is new has none yet. */
  static List<JsonObject> containers(JsonObject pod) {
    return status(pod, "containerStatuses");
  }

  private static List<JsonObject> status(JsonObject pod, String list) {
    return pod.getJsonObject("status")
        .getOrDefault(list, JsonValue.EMPTY_JSON_ARRAY)
        .asJsonArray()
        .getValuesAs(JsonObject.class);
  }

  /** What a consumer pod knows of the provider as a service, from the pod itself. */
  JsonObject provider(String consumerPod) throws IOException, InterruptedException {
    return Discovered.provider(view(consumerPod));
  }

  /** What a consumer pod knows of the providers. */
  List<JsonObject> instances(String consumerPod) throws IOException, InterruptedException {
    return Discovered.instances(view(consumerPod));
  }

  /** From within the pod: its policy keeps out an API server on another node. */
  private JsonObject view(String consumerPod) throws IOException, InterruptedException {
    return json(kubectl("exec", consumerPod, "--", "curl", "-sS", "localhost:8081/discovery"));
  }

  /** How many calls a consumer pod has sent to each address. */
  Map<String, Integer> calls(String consumerPod) throws IOException, InterruptedException {
    return instances(consumerPod).stream()
        .collect(
            Collectors.toMap(
                each -> each.getString("address"),
                each -> each.getInt("calls"),
                Integer::sum,
                TreeMap::new));
  }

  /** Waits for {@link #allInRotation}. */
  void awaitInRotation(int count) {
    // A pod that has just been asked to end does not answer any more.
    watch(Duration.ofSeconds(150)).ignoreExceptions().until(() -> allInRotation(count));
  }

  /** Whether every consumer calls just so many providers, and knows of no other one. */
  boolean allInRotation(int count) throws IOException, InterruptedException {
    for (int call = 0; call < 4; call++) {
      // An ejected instance comes back by a call.
      send(request("/consumer/fetch"));
    }
    List<String> consumers = podNames("consumer");
    for (String consumer : consumers) {
      List<JsonObject> instances = instances(consumer);
      if (instances.size() != count
          || !instances.stream().allMatch(each -> each.getString("state").equals("in-rotation"))) {
        return false;
      }
    }
    return !consumers.isEmpty();
  }

  /** A request through the Ingress. */
  HttpRequest request(String path) {
    return HttpRequest.newBuilder(URI.create(ingress + path))
        .header("Host", host)
        .timeout(Duration.ofSeconds(15))
        .build();
  }

  HttpResponse<String> fetch(String path) throws IOException, InterruptedException {
    return send(request(path));
  }

  HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    return HTTP.send(request, BodyHandlers.ofString());
  }

  /** Load on /consumer/fetch through the Ingress. */
  Fetches load() {
    return load(CALLERS);
  }

  Fetches load(int callers) {
    return new Fetches(request("/consumer/fetch"), callers);
  }

  /** The same for a longer time than ten minutes. */
  Fetches load(Duration atMost) {
    return new Fetches(request("/consumer/fetch"), CALLERS, atMost);
  }

  /** Makes a pod with nothing of this project but its image, whose shell is an HTTP client. */
  void startStrangePod(String name) throws IOException, InterruptedException {
    noteChange(List.of("apply"));
    startStrangePod(namespace, name, name);
  }

  /** Makes such a pod in any namespace, with a label {@code app.kubernetes.io/name}. */
  static void startStrangePod(String namespace, String name, String label)
      throws IOException, InterruptedException {
    kubectlIn(
        namespace,
        List.of("apply", "-f", "-"),
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: %s, labels: {app.kubernetes.io/name: %s}}
        spec:
          automountServiceAccountToken: false
          terminationGracePeriodSeconds: 0
          securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
          containers:
            - name: shell
              image: service-provider:v1
              command: [bash, -c, "while :; do sleep 60; done"]
              securityContext:
                allowPrivilegeEscalation: false
                capabilities: {drop: [ALL]}
        """
            .formatted(name, label));
    kubectlIn(
        namespace, List.of("wait", "--for=condition=Ready", "pod/" + name, "--timeout=60s"), "");
  }

  /** Has bash print the first line of an answer, or fail when there is none in three seconds. */
  static List<String> statusLine(String host, int port, String path) {
    String call =
        "exec 3<>/dev/tcp/%s/%d && printf 'GET %s HTTP/1.0\\r\\nHost: %s\\r\\n\\r\\n' >&3 && head -1 <&3"
            .formatted(host, port, path, host);
    return List.of("timeout", "3", "bash", "-c", call);
  }

  /**
   * Looks at once and then every second. Each look starts a kubectl, which takes 0.1 s of a core.
   */
  static ConditionFactory watch(Duration atMost) {
    return await().atMost(atMost).pollDelay(Duration.ZERO).pollInterval(Duration.ofSeconds(1));
  }

  static long secondsSince(long nanoTime) {
    return Duration.ofNanos(System.nanoTime() - nanoTime).toSeconds();
  }

  /** Waits for a condition and tells how many seconds that took. */
  static long secondsUntil(Duration atMost, Callable<Boolean> condition) {
    long begin = System.nanoTime();
    watch(atMost).until(condition);
    return secondsSince(begin);
  }

  void assertReady(String service, int count) throws IOException, InterruptedException {
    assertThat(pods(service).stream().filter(Cluster::ready)).hasSize(count);
  }
}
