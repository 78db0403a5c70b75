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

  /** The container's proxy needs this constructor. */
  protected Host() {
    this(Optional.of(""));
  }

  /**
   * Names the host.
   *
   * @param hostname the host's name in the environment; if empty, the system's own name counts
   */
  @Inject
  public Host(@ConfigProperty(name = "HOSTNAME") Optional<String> hostname) {
    name = hostname.orElseGet(Host::localName);
  }

  /**
   * Tells the host's name.
   *
   * @return the name; it has a domain only if the environment's name has one
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
