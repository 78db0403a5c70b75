package local.microservice.liberty;

import static local.microservice.liberty.LibertyServer.delete;
import static local.microservice.liberty.LibertyServer.freePort;
import static local.microservice.liberty.LibertyServer.get;
import static local.microservice.liberty.LibertyServer.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator can say of zones to a running consumer. */
class ZonesIT {

  @TempDir static Path folder;

  private static LibertyServer server;
  private static String consumer;

  @BeforeAll
  static void start() throws Exception {
    int port = freePort();
    consumer = "http://localhost:" + port;
    server =
        LibertyServer.consumer(
            port,
            "http://localhost:" + freePort(),
            Map.of("VARIABLE_SOURCE_DIRS", folder.toString()));
    server.awaitAnswer(consumer + "/health");
  }

  @AfterAll
  static void stop() throws Exception {
    if (server != null) {
      server.close();
    }
  }

  private static String discovery() throws Exception {
    return get(consumer + "/discovery").body();
  }

  @Test
  void aFileOfTheConfigMapEvacuatesAZoneWithoutARestart() throws Exception {
    assertThat(discovery()).doesNotContain("zones");
    Path file = Files.writeString(folder.resolve("discovery.evacuated-zones"), "eu-1b, eu-1c");

    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> discovery().contains("\"evacuated\":[\"eu-1b\",\"eu-1c\"]"));

    Files.delete(file);
    await().atMost(Duration.ofSeconds(10)).until(() -> !discovery().contains("evacuated"));
  }

  @Test
  void anUnknownZoneCannotBeEvacuatedByHand() throws Exception {
    HttpResponse<String> answer = put(consumer + "/discovery/zones/eu-1a/evacuated", "");

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).contains("No instance is in this zone. The known zones: none.");
    assertThat(get(consumer + "/discovery/zones").body()).isEqualTo("[]");
    assertThat(delete(consumer + "/discovery/zones/eu-1a/evacuated").statusCode()).isEqualTo(204);
  }

  @Test
  void theIngressDoesNotReachThem() throws Exception {
    assertThat(get(consumer + "/consumer/discovery/zones").statusCode()).isEqualTo(404);
    assertThat(put(consumer + "/consumer/discovery/zones/a/evacuated", "").statusCode())
        .isEqualTo(404);
  }
}
