package local.microservice.hostile;

import static local.microservice.liberty.LibertyServer.freePort;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import local.microservice.harness.Probes;
import local.microservice.liberty.LibertyServer;

/** Both services, configured as in their images. Probes check them until they are closed. */
final class Services implements AutoCloseable {

  /** The heap size of the images. */
  private static final String HEAP = "-Xmx128m";

  private static final Duration PROBE = Duration.ofSeconds(1);

  private final int providerPort = freePort();
  private final int consumerPort = freePort();
  private final int hostilePort = freePort();
  private final Path hosts;
  private final LibertyServer provider;
  private final LibertyServer consumer;
  private final Probes ofProvider;
  private final Probes ofConsumer;
  private int hostileAddresses;

  /**
   * Starts both services. The consumer has two addresses of the real provider, and one for an
   * instance that misbehaves.
   */
  Services() throws Exception {
    hosts =
        Files.createTempFile(Files.createDirectories(Path.of("target/it")), "hosts", "")
            .toAbsolutePath();
    provider =
        new LibertyServer(
            "provider.xml",
            Map.of(
                "PORT",
                Integer.toString(providerPort),
                "FAULTS_ENABLED",
                "true",
                "JVM_ARGS",
                HEAP));
    consumer =
        LibertyServer.consumer(
            consumerPort,
            "http://127.0.0.1:%1$d,http://127.0.0.2:%1$d,http://hostile.test:%2$d"
                .formatted(providerPort, hostilePort),
            Map.of(
                "FAULTS_ENABLED",
                "true",
                "DISCOVERY_REFRESH_INTERVAL",
                "100",
                "JVM_ARGS",
                HEAP + " -Djdk.net.hosts.file=" + hosts));
    provider.awaitAnswer(url(providerPort) + "/data");
    consumer.awaitAnswer(url(consumerPort) + "/fetch");
    ofProvider = new Probes(url(providerPort), PROBE);
    ofConsumer = new Probes(url(consumerPort), PROBE);
  }

  int providerPort() {
    return providerPort;
  }

  int consumerPort() {
    return consumerPort;
  }

  String consumer() {
    return url(consumerPort);
  }

  private static String url(int port) {
    return "http://127.0.0.1:" + port;
  }

  /** Starts an instance that plays a mode, and waits until the consumer has found it. */
  HostileProvider play(HostileMode mode) throws Exception {
    hostileAddresses++;
    // Uses a new address each time, so that no earlier failure counts against the instance.
    String address = "127.0.1." + hostileAddresses;
    HostileProvider hostile = new HostileProvider(address, hostilePort, mode);
    Path next =
        Files.writeString(
            hosts.resolveSibling(hosts.getFileName() + ".next"), address + " hostile.test\n");
    // The JVM remembers for 10 s that a name is unknown. The name is unknown only before the first
    // test. Later the file always has it, because the move is atomic.
    Files.move(next, hosts, StandardCopyOption.ATOMIC_MOVE);
    await(mode.name())
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> LibertyServer.get(consumer() + "/discovery").body().contains(address + ":"));
    return hostile;
  }

  String consoleOfConsumer() {
    return consumer.console();
  }

  List<Probes> probes() {
    return List.of(ofProvider, ofConsumer);
  }

  @Override
  public void close() {
    ofProvider.close();
    ofConsumer.close();
    System.out.printf("provider: %s%nconsumer: %s%n", ofProvider, ofConsumer);
    consumer.close();
    provider.close();
  }
}
