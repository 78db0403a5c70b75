package local.microservice.liberty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static local.microservice.harness.Fetches.json;
import static local.microservice.liberty.LibertyServer.freePort;
import static local.microservice.liberty.LibertyServer.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.File;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import local.microservice.harness.Command;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A Prometheus with the rules of {@code kubernetes/monitoring} scrapes both services. */
@Tag("monitoring")
class PrometheusIT {

  private static final Pattern OURS = Pattern.compile("\\b(?:discovery|http_server)_\\w+");

  private static LibertyServer provider;
  private static LibertyServer consumer;
  private static Process prometheus;
  private static String providerAt;
  private static String consumerAt;
  private static String prometheusAt;

  @BeforeAll
  static void start() throws Exception {
    if (Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .noneMatch(folder -> Files.isExecutable(Path.of(folder, "prometheus")))) {
      String reason = "PrometheusIT: skipped, there is no prometheus";
      System.out.println(reason);
      assumeTrue(false, reason);
    }
    int providerPort = freePort();
    int consumerPort = freePort();
    int prometheusPort = freePort();
    providerAt = "http://127.0.0.1:" + providerPort;
    consumerAt = "http://127.0.0.1:" + consumerPort;
    prometheusAt = "http://127.0.0.1:" + prometheusPort;
    provider = new LibertyServer("provider.xml", Map.of("PORT", Integer.toString(providerPort)));
    consumer =
        new LibertyServer(
            "consumer.xml",
            Map.of("PORT", Integer.toString(consumerPort), "PROVIDER_SERVICE", providerAt));
    prometheus = prometheus(prometheusPort, providerPort, consumerPort);
    provider.awaitAnswer(providerAt + "/data");
    consumer.awaitAnswer(consumerAt + "/fetch");
  }

  private static Process prometheus(int port, int... targets) throws Exception {
    Path folder =
        Files.createTempDirectory(Files.createDirectories(Path.of("target/it")), "prometheus")
            .toAbsolutePath();
    Path configuration =
        Files.writeString(
            folder.resolve("prometheus.yml"),
            """
            global: {scrape_interval: 1s, evaluation_interval: 1s}
            rule_files: [%s]
            scrape_configs:
              - job_name: services
                static_configs:
                  - targets: [%s]
            """
                .formatted(
                    Path.of("../kubernetes/monitoring/alerts.yaml").toRealPath(),
                    String.join(
                        ", ",
                        Arrays.stream(targets).mapToObj(each -> "127.0.0.1:" + each).toList())));
    return new ProcessBuilder(
            "prometheus",
            "--config.file=" + configuration,
            "--storage.tsdb.path=" + folder.resolve("data"),
            "--web.listen-address=127.0.0.1:" + port)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("console.log").toFile())
        .start();
  }

  @AfterAll
  static void stop() throws Exception {
    if (prometheus != null) {
      prometheus.destroy();
      consumer.close();
      provider.close();
    }
  }

  @Test
  void scrapesBothServices() {
    awaitResults("up == 1", 2);
  }

  @Test
  void theRulesAskForSeriesThatAreThere() throws Exception {
    get(consumerAt + "/fetch");
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(rules())
                    .hasSizeGreaterThanOrEqualTo(5)
                    .allSatisfy(rule -> assertThat(rule.getString("health")).isEqualTo("ok")));

    Set<String> names = new TreeSet<>();
    for (JsonObject rule : rules()) {
      OURS.matcher(rule.getString("query")).results().forEach(each -> names.add(each.group()));
    }

    assertThat(names).hasSizeGreaterThanOrEqualTo(4);
    names.forEach(name -> awaitResults("count(" + name + ")", 1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // The queries of kubernetes/monitoring/README.md: latency, errors, CPU and memory.
        "histogram_quantile(0.99, sum by (mp_app, http_route, le)"
            + " (rate(http_server_request_duration_seconds_bucket{http_route='/fetch'}[5m])))",
        "sum by (mp_app, http_route, http_response_status_code)"
            + " (rate(http_server_request_duration_seconds_count{http_route='/data'}[5m]))",
        "discovery_instance_latency_p99_seconds",
        "discovery_instance_in_rotation == 1",
        "ft_circuitbreaker_state_total_nanoseconds{state='closed'}",
        "rate(ft_bulkhead_calls_total{bulkheadResult='accepted'}[5m])",
        "rate(cpu_processCpuTime_seconds[5m])",
        "memory_usedHeap_bytes",
      })
  void answersWhatAnOperatorAsks(String query) throws Exception {
    get(consumerAt + "/fetch");
    await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(query(query)).isNotEmpty());
  }

  @Test
  void promtoolHasNoComplaintAboutTheServicesOwnMetrics() throws Exception {
    get(consumerAt + "/fetch");
    for (String service : List.of(providerAt, consumerAt)) {
      String metrics = get(service + "/metrics").body();
      assertThat(metrics).contains("http_server_request_duration_seconds_bucket{");

      Command.Result result =
          new Command("promtool", Map.of()).run(List.of("check", "metrics"), metrics);

      // 3 means that promtool has read the metrics and has remarks. All remarks are about Liberty's
      // own metrics.
      assertThat(result.exit()).isIn(0, 3);
      assertThat(result.output().lines().filter(line -> OURS.matcher(line).find())).isEmpty();
    }
  }

  private static void awaitResults(String query, int number) {
    await(query)
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .until(() -> query(query).size() == number);
  }

  private static JsonArray query(String query) throws Exception {
    return data("/api/v1/query?query=" + URLEncoder.encode(query, UTF_8)).getJsonArray("result");
  }

  private static List<JsonObject> rules() throws Exception {
    return data("/api/v1/rules").getJsonArray("groups").stream()
        .map(JsonValue::asJsonObject)
        .flatMap(group -> group.getJsonArray("rules").stream())
        .map(JsonValue::asJsonObject)
        .toList();
  }

  private static JsonObject data(String path) throws Exception {
    return json(get(prometheusAt + path).body()).getJsonObject("data");
  }
}
