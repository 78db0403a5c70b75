package local.microservice.discovery.simulation;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import local.microservice.discovery.http.Answer;
import local.microservice.discovery.http.ClosedConnectionException;
import local.microservice.discovery.http.ConnectionSettings;
import local.microservice.discovery.http.Connections;
import local.microservice.discovery.http.Exchange;
import local.microservice.discovery.http.Exchange.Stage;
import local.microservice.discovery.http.InvalidRequestException;
import local.microservice.discovery.http.NoConnectionException;
import local.microservice.discovery.http.UnusableAnswerException;
import local.microservice.discovery.simulation.Fault.Door;
import local.microservice.discovery.simulation.Reply.Ending;
import local.microservice.discovery.simulation.SimulatedInstance.Process;
import local.microservice.discovery.simulation.VirtualTime.Nap;

/**
 * The connections to one simulated instance. They fail as those of {@code KeptConnections} do: with
 * the same exceptions, at the same stages, after the same times.
 */
final class SimulatedConnections implements Connections {

  /** A request with such a field cannot be made. */
  static final String IMPOSSIBLE_FIELD = "Content-Length";

  /** A connection that was used within this time is used again without a check. */
  private static final long UNCHECKED_NANOS = MILLISECONDS.toNanos(100);

  /** Longer than any call. */
  private static final long NEVER = Long.MAX_VALUE / 4;

  /** An idle connection. */
  private record Kept(Process with, long sinceNanos, long openedNanos) {}

  private final SimulatedInstance instance;
  private final ConnectionSettings settings;
  private final VirtualTime time;
  private final SimulatedNetwork network;
  private final Deque<Kept> kept = new ArrayDeque<>();
  private final Deque<Nap> waiting = new ArrayDeque<>();
  private int leased;

  SimulatedConnections(
      SimulatedInstance instance,
      ConnectionSettings settings,
      VirtualTime time,
      SimulatedNetwork network) {
    this.instance = instance;
    this.settings = settings;
    this.time = time;
    this.network = network;
  }

  @Override
  public Answer send(Exchange exchange) throws IOException {
    try {
      return exchange(exchange, time.nap());
    } catch (IOException failure) {
      throw exchange.cancellation() == null
          ? failure
          : new SocketTimeoutException(exchange.cancellation().reason());
    }
  }

  private Answer exchange(Exchange exchange, Nap nap) throws IOException {
    if (exchange.request().headers().containsKey(IMPOSSIBLE_FIELD)) {
      throw new InvalidRequestException(
          new IllegalArgumentException(IMPOSSIBLE_FIELD + " is the client's own"));
    }
    network.attempt(instance);
    exchange.reach(Stage.LEASING);
    exchange.onCancel(nap::wake);
    lease(exchange, nap);
    try {
      exchange.reach(Stage.CONNECTING);
      Kept reused = reusable(exchange);
      Process with = reused == null ? connect(exchange, nap) : reused.with();
      if (exchange.cancellation() != null) {
        throw new SocketTimeoutException("cancelled");
      }
      exchange.reach(Stage.SENT);
      if (!with.isAlive()) {
        throw new ClosedConnectionException("closed", null);
      }
      Answer answer = answer(exchange, with, nap);
      kept.push(new Kept(with, time.nanos(), reused == null ? time.nanos() : reused.openedNanos()));
      return answer;
    } finally {
      leased--;
      if (!waiting.isEmpty()) {
        waiting.poll().wake();
      }
    }
  }

  private void lease(Exchange exchange, Nap nap) throws IOException {
    long end = time.nanos() + MILLISECONDS.toNanos(settings.waitMillis());
    while (leased >= settings.max()) {
      if (exchange.cancellation() != null || time.nanos() >= end) {
        throw new NoConnectionException("no connection became free", null);
      }
      waiting.add(nap);
      nap.until(end);
      waiting.remove(nap);
    }
    leased++;
  }

  private Kept reusable(Exchange exchange) {
    closeIdle();
    Kept next = kept.poll();
    while (next != null
        && !next.with().isAlive()
        && (time.nanos() - next.sinceNanos() > UNCHECKED_NANOS
            || !exchange.request().idempotent())) {
      next = kept.poll();
    }
    return next;
  }

  private Process connect(Exchange exchange, Nap nap) throws IOException {
    Duration own = exchange.request().options().connectTimeout();
    long most = own == null ? settings.connectMillis() : own.toMillis();
    long end = time.nanos() + MILLISECONDS.toNanos(most);
    if (door() != Door.SILENT) {
      nap.until(Math.min(end, time.nanos() + SimulatedNetwork.ROUND_TRIP_NANOS));
    }
    if (door() == Door.SILENT) {
      await(exchange, null, nap, end);
      throw new SocketTimeoutException("Connect timed out");
    }
    if (door() == Door.REFUSED) {
      throw new ConnectException("Connection refused");
    }
    return instance.process();
  }

  private Door door() {
    return instance == null ? Door.SILENT : instance.door();
  }

  private Answer answer(Exchange exchange, Process with, Nap nap) throws IOException {
    long begin = time.nanos();
    Duration own = exchange.request().options().readTimeout();
    long most = own == null ? settings.readMillis() : own.toMillis();
    long silent = begin + MILLISECONDS.toNanos(most);
    Reply reply =
        instance.isSilent() || with != instance.process()
            ? Reply.of(0, 200).ending(Ending.SILENCE)
            : instance.reply();
    if (reply.isDelivered()) {
      network.deliver(exchange.request().path());
    }
    with.open().add(nap);
    try {
      if (reply.ending() == Ending.TRICKLE) {
        await(exchange, with, nap, NEVER);
      }
      if (reply.ending() != Ending.SILENCE) {
        await(exchange, with, nap, Math.min(silent, begin + reply.afterNanos()));
      }
      if (reply.ending() == Ending.SILENCE
          || reply.afterNanos() > silent - begin
          || instance.isSilent()) {
        await(exchange, with, nap, silent);
        throw new SocketTimeoutException("Read timed out");
      }
    } finally {
      with.open().remove(nap);
    }
    return switch (reply.ending()) {
      case RESET -> throw new SocketException("Connection reset");
      case CLOSED -> throw new ClosedConnectionException("closed instead of an answer", null);
      case GARBAGE -> throw new UnusableAnswerException("not HTTP", null);
      default -> reply.answer();
    };
  }

  private void await(Exchange exchange, Process with, Nap nap, long until) throws IOException {
    while (time.nanos() < until) {
      if (exchange.cancellation() != null) {
        throw new SocketTimeoutException("cancelled");
      }
      if (with != null && !with.isAlive()) {
        throw new SocketException("Connection reset");
      }
      nap.until(until);
    }
    if (exchange.cancellation() != null) {
      throw new SocketTimeoutException("cancelled");
    }
  }

  @Override
  public int open() {
    return leased + kept.size();
  }

  @Override
  public void closeIdle() {
    long now = time.nanos();
    kept.removeIf(
        each ->
            now - each.sinceNanos() > MILLISECONDS.toNanos(settings.idleMillis())
                || now - each.openedNanos() > MILLISECONDS.toNanos(settings.maxAgeMillis()));
  }

  @Override
  public void closeUnused() {
    kept.clear();
  }

  @Override
  public void close() {
    kept.clear();
  }
}
