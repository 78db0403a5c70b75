package local.microservice.discovery.simulation;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import local.microservice.discovery.simulation.Scenario.Shape;
import local.microservice.discovery.simulation.SimulatedNames.Answering;

/** The instances of the service, their addresses and names, and the faults that strike them. */
final class Fleet {

  private static final byte SERVICE = 0;
  private static final byte NOBODY = 1;

  private final Shape shape;
  private final VirtualTime time;
  private final EventLog log;
  private final SimulatedNetwork network;
  private final SimulatedNames names;
  private final RandomGenerator random;
  private final List<SimulatedInstance> members = new ArrayList<>();
  private String list;
  private int numbers;

  Fleet(
      Shape shape,
      VirtualTime time,
      EventLog log,
      SimulatedNetwork network,
      SimulatedNames names,
      RandomGenerator random) {
    this.shape = shape;
    this.time = time;
    this.log = log;
    this.network = network;
    this.names = names;
    this.random = random;
    for (int i = 0; i < shape.instances(); i++) {
      add().start(0);
    }
  }

  /** The list that an operator would write. */
  String addresses() {
    if (list != null) {
      return list;
    }
    List<String> all = new ArrayList<>();
    for (int i = 0; i < shape.names(); i++) {
      all.add("http://" + host(i) + ":80");
    }
    return String.join(",", all);
  }

  static String host(int name) {
    return "name-" + name + ".test";
  }

  private SimulatedInstance add() {
    int number = numbers++;
    InetAddress address = address(SERVICE, number);
    // Real instances differ a little in speed.
    double millis = shape.millis() * (1 + 0.2 * random.nextDouble());
    SimulatedInstance added =
        new SimulatedInstance(
            address, number, millis, time, new SplittableRandom(random.nextLong()));
    network.add(added);
    names.add(host(number % shape.names()), address);
    members.add(added);
    return added;
  }

  /**
   * Adds an instance. Its name resolves at once. Until the instance has started, nobody listens at
   * its address, or it has a fault.
   */
  void join(double startsAfterSeconds, Fault meanwhile, long coldMillis) {
    SimulatedInstance joining = add();
    note("starts", joining, "");
    if (meanwhile != null) {
      joining.strike(meanwhile);
      joining.start(coldMillis);
    }
    after(
        startsAfterSeconds,
        () -> {
          joining.heal(meanwhile);
          joining.start(coldMillis);
        });
  }

  void leave(SimulatedInstance leaving, double graceSeconds) {
    // Discovery keeps the last address of a name, because an empty answer proves nothing.
    if (names.remove(leaving.address())) {
      members.remove(leaving);
      note("leaves", leaving, "");
      after(graceSeconds, leaving::kill);
    }
  }

  /** Logs which instance is meant: an incident has only a number. */
  private void note(String what, SimulatedInstance whom, Object how) {
    log.add(time.nanos(), what, whom, how);
  }

  void die(SimulatedInstance dying, double seconds, long coldMillis) {
    dying.kill();
    note("dies", dying, "");
    after(seconds, () -> dying.start(coldMillis));
  }

  void strike(SimulatedInstance struck, Fault fault, double seconds) {
    struck.strike(fault);
    note("struck", struck, fault);
    after(seconds, () -> struck.heal(fault));
  }

  void answer(String host, Answering how, double seconds) {
    InetAddress nobody = address(NOBODY, 200);
    names.answer(host, how, List.of(nobody));
    after(seconds, () -> names.answer(host, Answering.WELL, List.of()));
  }

  private static InetAddress address(byte net, int number) {
    try {
      return InetAddress.getByAddress(new byte[] {10, net, (byte) (number >> 8), (byte) number});
    } catch (UnknownHostException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** The service's instances are listed under another name. */
  void rename(String host) {
    members.forEach(each -> names.add(host, each.address()));
    list = "http://" + host + ":80";
  }

  private void after(double seconds, Runnable work) {
    time.at(time.nanos() + (long) (seconds * 1e9), work);
  }

  List<SimulatedInstance> members() {
    return members;
  }

  SimulatedInstance member(int pick) {
    return members.get(pick % members.size());
  }

  /** All instances but the last one. */
  List<SimulatedInstance> most() {
    return List.copyOf(members.subList(0, members.size() - 1));
  }
}
