package local.microservice.liberty;

import static local.microservice.liberty.LibertyServer.freePort;
import static local.microservice.liberty.LibertyServer.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** A name gets another address. By default the JVM would keep the old one for 30 s. */
@Isolated("starting servers would use up the two seconds")
class NameChangeIT {

  @TempDir Path folder;

  @Test
  void followsANameToItsNewAddressWithinTwoSeconds() throws Exception {
    int providerPort = freePort();
    int port = freePort();
    Path hosts = Files.writeString(folder.resolve("hosts"), "127.0.0.2 moving.test\n");
    try (RecordingProvider before = new RecordingProvider("127.0.0.2", providerPort);
        RecordingProvider after = new RecordingProvider("127.0.0.3", providerPort);
        LibertyServer server =
            LibertyServer.consumer(
                port,
                "http://moving.test:" + providerPort,
                Map.of("JVM_ARGS", LibertyServer.SHORT_LIVED + " -Djdk.net.hosts.file=" + hosts))) {
      String fetch = "http://localhost:" + port + "/fetch";
      server.awaitAnswer(fetch);
      assertThat(get(fetch).body()).contains("127.0.0.2");

      Files.writeString(hosts, "127.0.0.3 moving.test\n");

      await().atMost(Duration.ofSeconds(2)).until(() -> get(fetch).body().contains("127.0.0.3"));
      for (int call = 0; call < 20; call++) {
        assertThat(get(fetch).body()).contains("127.0.0.3");
      }
    }
  }
}
