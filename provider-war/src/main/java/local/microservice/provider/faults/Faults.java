package local.microservice.provider.faults;

import jakarta.enterprise.context.ApplicationScoped;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The faults in force on each port. On the development server one process is three instances, with
 * a port each. Thread-safe.
 */
@ApplicationScoped
public class Faults {

  private static final Logger LOG = System.getLogger(Faults.class.getName());

  private final Map<Integer, Fault> byPort = new ConcurrentHashMap<>();

  /**
   * Tells the fault in force on a port.
   *
   * @param port the port that a request came in on
   * @return the fault that was set last, or {@link Fault#NONE}
   */
  Fault on(int port) {
    return byPort.getOrDefault(port, Fault.NONE);
  }

  /**
   * Makes the instance on a port sick, from its next call on.
   *
   * @param port the instance's port
   * @param fault what its calls suffer
   */
  void set(int port, Fault fault) {
    byPort.put(port, fault);
    LOG.log(
        Level.INFO,
        "port {0}: faults are status={1}, rate={2}, delay={3}",
        Integer.toString(port),
        String.valueOf(fault.status()),
        Double.toString(fault.rate()),
        fault.delay());
  }

  /**
   * Heals the instance on a port, from its next call on.
   *
   * @param port the instance's port
   */
  void remove(int port) {
    if (byPort.remove(port) != null) {
      LOG.log(Level.INFO, "port {0}: faults are removed", Integer.toString(port));
    }
  }
}
