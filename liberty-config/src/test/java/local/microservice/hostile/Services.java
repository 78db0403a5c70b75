package local.microservice.hostile;

import static local.microservice.liberty.LibertyServer.freePort;

import java.util.List;
import java.util.Map;
import local.microservice.harness.Probes;
import local.microservice.liberty.LibertyServer;

/** Both services as in their images, probed until they are closed. */
final class Services implements AutoCloseable {

  /** The heap that an image has. */
  private static final String HEAP = "-Xmx128m";

  private final int providerPort = freePort();
  private final int consumerPort = freePort();
  private final LibertyServer provider;
  private final LibertyServer consumer;
  private final Probes ofProvider;
  private final Probes ofConsumer;

  /** Starts them. */
  Services() throws Exception {
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
            consumerPort, url(providerPort), Map.of("FAULTS_ENABLED", "true", "JVM_ARGS", HEAP));
    provider.awaitAnswer(url(providerPort) + "/data");
    consumer.awaitAnswer(url(consumerPort) + "/fetch");
    ofProvider = new Probes(url(providerPort));
    ofConsumer = new Probes(url(consumerPort));
  }

  int providerPort() {
    return providerPort;
  }

  int consumerPort() {
    return consumerPort;
  }

  private static String url(int port) {
    return "http://127.0.0.1:" + port;
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
