package local.microservice.consumer.page;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Optional;
import local.microservice.discovery.Discovery;
import local.microservice.service.ServiceApi;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Takes snapshots of this consumer. Thread-safe. */
@ApplicationScoped
class Snapshots {

  @Inject Discovery discovery;

  @Inject CircuitBreakers breakers;

  @Inject
  @ConfigProperty(name = "HOSTNAME")
  Optional<String> hostname;

  @Inject
  @ConfigProperty(name = "service.version")
  String version;

  @Inject
  @ConfigProperty(name = "ENVIRONMENT")
  String environment;

  Snapshot take() {
    return new Snapshot(
        hostname.orElseGet(Snapshots::localName),
        version,
        environment,
        Instant.now(),
        ServiceApi.hasFaults(),
        breakers.states(),
        discovery.view().services());
  }

  private static String localName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException unnamed) {
      return "localhost";
    }
  }
}
