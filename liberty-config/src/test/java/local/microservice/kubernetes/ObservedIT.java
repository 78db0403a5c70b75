package local.microservice.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who may look at the services from another namespace, and where their traces go. */
@Tag("outages")
@ExtendWith(ClusterExtension.class)
class ObservedIT {

  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

  private final Cluster cluster;

  ObservedIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @Test
  void letsPrometheusReadMetricsAndNobodyElse() throws Exception {
    try (OtherNamespace monitoring = new OtherNamespace("monitoring")) {
      Cluster.startStrangePod(monitoring.name(), "scraper", "prometheus");
      Cluster.startStrangePod(monitoring.name(), "stranger", "stranger");
      for (String service : List.of("provider", "consumer")) {
        for (JsonObject pod : cluster.pods(service)) {
          String address = pod.getJsonObject("status").getString("podIP");
          int port = service.equals("provider") ? 8080 : 8081;
          String metrics = monitoring.get("scraper", address, port, "/metrics");
          assertThat(metrics).contains("# HELP http_server_request_duration_seconds");
          System.out.printf(
              "Prometheus reads %d lines of metrics of %s%n",
              metrics.lines().count(), Cluster.name(pod));
          assertThat(monitoring.get("stranger", address, port, "/metrics")).isEmpty();
        }
      }
    }
  }

  @Test
  void sendsTracesToACollectorInTheCluster() throws Exception {
    try (OtherNamespace observability = new OtherNamespace("observability")) {
      startCollector(observability.name());
      for (String service : List.of("provider", "consumer")) {
        cluster.kubectl(
            "patch",
            "configmap",
            service + "-config",
            "-p",
            "{\"data\":{\"OTEL_EXPORTER_OTLP_ENDPOINT\":"
                + "\"http://opentelemetry-collector.observability:4318\"}}");
      }
      cluster.apply("kubernetes/monitoring/traces.yaml");
      cluster.kubectl("rollout", "restart", Cluster.PROVIDER, Cluster.CONSUMER);
      cluster.awaitRollouts();
      cluster.awaitInRotation(3);

      assertThat(cluster.send(traced()).statusCode()).isEqualTo(200);

      Set<String> spans = new TreeSet<>();
      long seconds =
          Cluster.secondsUntil(
              Duration.ofSeconds(60),
              () -> {
                spans.addAll(spans(observability.name()));
                return Stream.of("consumer GET ", "provider GET ")
                    .allMatch(each -> spans.stream().anyMatch(span -> span.startsWith(each)));
              });
      System.out.printf("spans of one call after %d s: %s%n", seconds, spans);
    } finally {
      cluster.kubectl("delete", "-f", "kubernetes/monitoring/traces.yaml", "--ignore-not-found");
      for (String service : List.of("provider", "consumer")) {
        cluster.kubectl(
            "patch",
            "configmap",
            service + "-config",
            "-p",
            "{\"data\":{\"OTEL_EXPORTER_OTLP_ENDPOINT\":null}}");
      }
      cluster.kubectl("rollout", "restart", Cluster.PROVIDER, Cluster.CONSUMER);
    }
  }

  private HttpRequest traced() {
    return HttpRequest.newBuilder(cluster.request("/consumer/fetch"), (name, value) -> true)
        .header("traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01")
        .build();
  }

  private static void startCollector(String namespace) throws Exception {
    byte[] program;
    try (var file = TraceCollector.class.getResourceAsStream("TraceCollector.class")) {
      program = file.readAllBytes();
    }
    String classes =
        Json.createObjectBuilder()
            .add("apiVersion", "v1")
            .add("kind", "ConfigMap")
            .add("metadata", Json.createObjectBuilder().add("name", "collector"))
            .add(
                "binaryData",
                Json.createObjectBuilder()
                    .add("TraceCollector.class", Base64.getEncoder().encodeToString(program)))
            .build()
            .toString();
    Cluster.kubectlIn(namespace, List.of("apply", "-f", "-"), classes);
    Cluster.kubectlIn(
        namespace,
        List.of("apply", "-f", "-"),
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: collector, labels: {app.kubernetes.io/name: opentelemetry-collector}}
        spec:
          automountServiceAccountToken: false
          terminationGracePeriodSeconds: 0
          containers:
            - name: collector
              image: service-provider:v1
              command: [java, -Xmx32m, -cp, /classes, %s]
              readinessProbe: {tcpSocket: {port: 4318}, periodSeconds: 1}
              volumeMounts: [{name: classes, mountPath: /classes/local/microservice/kubernetes}]
          volumes: [{name: classes, configMap: {name: collector}}]
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: opentelemetry-collector}
        spec:
          selector: {app.kubernetes.io/name: opentelemetry-collector}
          ports: [{port: 4318}]
        """
            .formatted(TraceCollector.class.getName()));
    Cluster.kubectlIn(
        namespace, List.of("wait", "--for=condition=Ready", "pod/collector", "--timeout=60s"), "");
  }

  /** The spans of the one trace that have come: whose, and their names. */
  private static Set<String> spans(String namespace) throws Exception {
    Set<String> spans = new TreeSet<>();
    String received = Cluster.kubectlIn(namespace, List.of("logs", "collector"), "");
    for (String line : received.lines().toList()) {
      var request = ExportTraceServiceRequest.parseFrom(Base64.getDecoder().decode(line));
      for (var from : request.getResourceSpansList()) {
        String service =
            from.getResource().getAttributesList().stream()
                .filter(each -> each.getKey().equals("service.name"))
                .map(each -> each.getValue().getStringValue())
                .findFirst()
                .orElse("");
        from.getScopeSpansList().stream()
            .flatMap(scope -> scope.getSpansList().stream())
            .filter(span -> HexFormat.of().formatHex(span.getTraceId().toByteArray()).equals(TRACE))
            .forEach(span -> spans.add(service + " " + span.getName()));
      }
    }
    return spans;
  }
}
