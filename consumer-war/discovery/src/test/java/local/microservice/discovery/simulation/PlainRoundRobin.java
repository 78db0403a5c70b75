package local.microservice.discovery.simulation;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import local.microservice.discovery.call.NoInstanceException;
import local.microservice.discovery.http.Answer;
import local.microservice.discovery.http.Connections;
import local.microservice.discovery.http.Endpoint;
import local.microservice.discovery.http.Exchange;

/**
 * Does what most clients do: sends calls to the resolved addresses in turn, without ejection and
 * without retries.
 */
final class PlainRoundRobin implements Client {

  private final SimulatedNames names;
  private final SimulatedNetwork network;
  private final VirtualTime time;
  private final Scenario scenario;
  private final Map<InetAddress, Connections> connections = new LinkedHashMap<>();
  private List<InetAddress> known = List.of();
  private int turn;

  PlainRoundRobin(
      SimulatedNames names, SimulatedNetwork network, VirtualTime time, Scenario scenario) {
    this.names = names;
    this.network = network;
    this.time = time;
    this.scenario = scenario;
  }

  /** Looks the names up every second until the end. */
  void start(double endSeconds) {
    List<InetAddress> found = new ArrayList<>();
    try {
      for (int i = 0; i < scenario.shape().names(); i++) {
        found.addAll(List.of(names.lookup(Fleet.host(i))));
      }
      known = found;
    } catch (UnknownHostException unknown) {
      // The addresses from before stay in use.
    } catch (Error broken) {
      known = List.copyOf(known);
    }
    if (time.nanos() < endSeconds * 1e9) {
      time.at(time.nanos() + SECONDS.toNanos(1), () -> start(endSeconds));
    }
  }

  @Override
  public Answer send(SimulatedCall call) throws IOException {
    if (known.isEmpty()) {
      throw new NoInstanceException("simulated");
    }
    InetAddress next = known.get(Integer.remainderUnsigned(turn++, known.size()));
    Connections to =
        connections.computeIfAbsent(
            next, ip -> network.to(new Endpoint("http", Fleet.host(0), ip, 80)));
    long end = call.beginNanos() + MILLISECONDS.toNanos(scenario.settings().call().callMillis());
    Exchange exchange =
        new Exchange(call.request(), Map.of(), call.beginNanos(), end, false, time::nanos);
    time.at(end + 1, () -> exchange.cancelWhenLate(time.nanos()));
    return to.send(exchange);
  }
}
