package local.microservice.discovery.simulation;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import local.microservice.discovery.http.ConnectionSettings;
import local.microservice.discovery.http.Connections;
import local.microservice.discovery.http.Endpoint;
import local.microservice.discovery.http.Transport;

/** What lies between the callers and the instances: every address, and who is there. */
final class SimulatedNetwork implements Transport {

  /** From here to an instance and back. */
  static final long ROUND_TRIP_NANOS = 200_000;

  private final Map<InetAddress, SimulatedInstance> instances = new LinkedHashMap<>();
  private final Map<Long, Integer> delivered = new HashMap<>();
  private final VirtualTime time;
  private Consumer<SimulatedInstance> attempted = instance -> {};
  private final ConnectionSettings settings;

  SimulatedNetwork(VirtualTime time, ConnectionSettings settings) {
    this.time = time;
    this.settings = settings;
  }

  void add(SimulatedInstance instance) {
    instances.put(instance.address(), instance);
  }

  /** Who is at an address; null for nobody, whom no packet reaches. */
  SimulatedInstance at(Endpoint endpoint) {
    return instances.get(endpoint.ip());
  }

  @Override
  public Connections to(Endpoint endpoint) {
    return new SimulatedConnections(at(endpoint), settings, time, this);
  }

  /** Sets who hears where each attempt goes; it is told null for nobody's address. */
  void onAttempt(Consumer<SimulatedInstance> listener) {
    attempted = listener;
  }

  void attempt(SimulatedInstance to) {
    attempted.accept(to);
  }

  /** Notes that an application was reached by a call. */
  void deliver(String path) {
    delivered.merge(SimulatedCall.number(path), 1, Integer::sum);
  }

  /** How often an application was reached by a call, which is over. */
  int deliveries(long call) {
    Integer times = delivered.remove(call);
    return times == null ? 0 : times;
  }
}
