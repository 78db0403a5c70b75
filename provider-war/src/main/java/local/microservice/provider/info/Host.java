package local.microservice.provider.info;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The machine, container or pod that this service runs on. Thread-safe. */
@ApplicationScoped
public class Host {

  private final String name;

  /** For the container's proxy. */
  protected Host() {
    this(Optional.of(""));
  }

  /**
   * Names the host.
   *
   * @param hostname what the environment calls it; the system's own name where it does not
   */
  @Inject
  public Host(@ConfigProperty(name = "HOSTNAME") Optional<String> hostname) {
    name = hostname.orElseGet(Host::localName);
  }

  /**
   * Tells the host's name.
   *
   * @return its name, without a domain unless the environment has one
   */
  public String name() {
    return name;
  }

  private static String localName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException unnamed) {
      return "localhost";
    }
  }
}
