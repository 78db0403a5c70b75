package local.microservice.elsewhere;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static local.microservice.liberty.LibertyServer.freePort;
import static local.microservice.liberty.LibertyServer.get;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import local.microservice.liberty.LibertyServer;
import local.microservice.liberty.RecordingProvider;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * An application of another project: a Rest Client, the library {@code discovery} with its
 * dependencies, and two lines of configuration.
 */
class AnotherApplicationIT {

  private static final List<Class<?>> CLASSES =
      List.of(GreetingApplication.class, GreetingClient.class, GreetingResource.class);

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"'', false", "'mpMetrics-5.1,mpTelemetry-2.1', true"})
  void sharesItsCallsAndSurvivesWithWhateverTheServerHas(String more, boolean withMetrics)
      throws Exception {
    int port = freePort();
    String url = "http://localhost:" + port;
    try (RecordingProvider first = new RecordingProvider("127.0.0.2", 0);
        RecordingProvider second = new RecordingProvider("127.0.0.3", 0);
        RecordingProvider third = new RecordingProvider("127.0.0.4", 0);
        LibertyServer server =
            LibertyServer.withApplication(
                serverXml(more),
                war(List.of(first.url(), second.url(), third.url())),
                Map.of("PORT", Integer.toString(port)))) {
      server.awaitAnswer(url + "/greeting");

      assertThat(greetings(url).values()).containsExactly(20L, 20L, 20L);

      third.close();

      assertThat(greetings(url)).hasSize(2);
      assertThat(get(url + "/discovery").body())
          .contains("\"address\":\"" + third.url() + "\",\"state\":\"ejected\"");
      assertThat(server.console()).contains("greeter: " + third.url() + " ejected");
      HttpResponse<String> metrics = get(url + "/metrics");
      if (withMetrics) {
        assertThat(metrics.body()).contains("discovery_calls_total{");
      } else {
        assertThat(metrics.statusCode()).isEqualTo(404);
      }
    }
  }

  /** How many of 60 calls each instance answers. Every call must be answered. */
  private static Map<String, Long> greetings(String url) throws Exception {
    List<String> sources = new ArrayList<>();
    for (int call = 0; call < 60; call++) {
      HttpResponse<String> answer = get(url + "/greeting");
      assertThat(answer.statusCode()).isEqualTo(200);
      sources.add(answer.body());
    }
    return sources.stream().collect(groupingBy(each -> each, counting()));
  }

  private static String serverXml(String more) {
    StringBuilder features = new StringBuilder();
    for (String feature : ("restfulWS-3.1,jsonb-3.0,mpRestClient-4.0," + more).split(",")) {
      features.append("<feature>").append(feature).append("</feature>");
    }
    return """
        <server>
          <featureManager>%s</featureManager>
          <httpEndpoint id="defaultHttpEndpoint" host="localhost" httpPort="${PORT}" httpsPort="-1"/>
          <logging consoleLogLevel="INFO"/>
          <mpMetrics authentication="false"/>
          <webApplication location="application.war" contextRoot="/"/>
        </server>
        """
        .formatted(features);
  }

  private Path war(List<String> instances) throws IOException {
    Path war = folder.resolve("application.war");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(war));
        ZipFile consumer = new ZipFile("../consumer-war/target/consumer-war.war")) {
      add(
          zip,
          "WEB-INF/classes/META-INF/microprofile-config.properties",
          """
          stork.greeter.service-discovery.type=addresses
          stork.greeter.service-discovery.addresses=%s
          """
              .formatted(String.join(",", instances))
              .getBytes(UTF_8));
      for (Class<?> each : CLASSES) {
        String name = each.getName().replace('.', '/') + ".class";
        try (InputStream bytes = each.getClassLoader().getResourceAsStream(name)) {
          add(zip, "WEB-INF/classes/" + name, bytes.readAllBytes());
        }
      }
      for (ZipEntry each : consumer.stream().filter(AnotherApplicationIT::isNeeded).toList()) {
        try (InputStream bytes = consumer.getInputStream(each)) {
          add(zip, each.getName(), bytes.readAllBytes());
        }
      }
    }
    return war;
  }

  /**
   * Whether the jar is discovery or one of its dependencies, and not a library of this project's
   * services.
   */
  private static boolean isNeeded(ZipEntry entry) {
    return entry.getName().matches("WEB-INF/lib/(?!service-|.*health).+\\.jar");
  }

  private static void add(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(bytes);
    zip.closeEntry();
  }
}
