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

/** The network between callers and instances. It knows which instance is at each address. */
final class SimulatedNetwork implements Transport {

  /** The time from the consumer to an instance and back. */
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

  /** The instance at an address; null if nobody is there, and packets get lost. */
  SimulatedInstance at(Endpoint endpoint) {
    return instances.get(endpoint.ip());
  }

  @Override
  public Connections to(Endpoint endpoint) {
    return new SimulatedConnections(at(endpoint), settings, time, this);
  }

  /** Sets the listener that hears where each attempt goes: null if nobody is there. */
  void onAttempt(Consumer<SimulatedInstance> listener) {
    attempted = listener;
  }

  void attempt(SimulatedInstance to) {
    attempted.accept(to);
  }

  /** Notes that a call has reached an application. */
  void deliver(String path) {
    delivered.merge(SimulatedCall.number(path), 1, Integer::sum);
  }

  /** How often an ended call has reached an application. */
  int deliveries(long call) {
    Integer times = delivered.remove(call);
    return times == null ? 0 : times;
  }
}
