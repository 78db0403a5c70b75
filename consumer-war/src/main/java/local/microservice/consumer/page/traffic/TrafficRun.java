package local.microservice.consumer.page.traffic;

import jakarta.json.Json;
import jakarta.json.JsonBuilderFactory;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import local.microservice.consumer.page.http.BoundedExchange;
import local.microservice.discovery.call.BalancedService;
import local.microservice.discovery.http.Endpoint;
import local.microservice.discovery.instance.Instance;

/**
 * The traffic of one service from its beginning to its end, and what came of it. Calls are sent at
 * their time, however long those before take. Thread-safe.
 */
final class TrafficRun {

  /**
   * The most calls of each kind under way; a call beyond them is not sent. This consumer has places
   * for a few more requests.
   */
  static final int MOST_UNDER_WAY = 40;

  /** In the seconds before this one, a server that is still cold gets a part of the calls. */
  private static final long WARM_UP_SECONDS = 5;

  private static final int LONGEST_BODY = 1 << 20;

  /** A request may wait for its place before it is served. */
  private static final Duration MARGIN = Duration.ofSeconds(1);

  private static final JsonBuilderFactory JSON = Json.createBuilderFactory(Map.of());

  private final BalancedService service;
  private final HttpRequest request;
  private final Duration patience;
  private final Instant since;
  private final long rescuedBefore;
  private final CallTally tally = new CallTally();
  private final Semaphore places = new Semaphore(MOST_UNDER_WAY);
  private volatile PlainTraffic plain;
  private volatile TrafficOrder order;
  private volatile Instant until;
  private long moments;

  /**
   * Makes a run without calls.
   *
   * @param service the service that the calls lead to
   * @param own where this consumer answers with what the service says
   * @param now the time
   */
  TrafficRun(BalancedService service, URI own, Instant now) {
    this.service = service;
    request = HttpRequest.newBuilder(own).build();
    patience = Duration.ofMillis(service.settings().call().callMillis()).plus(MARGIN);
    since = now;
    rescuedBefore = service.counts().rescued();
  }

  /**
   * Begins to send, or goes on with another order.
   *
   * @param wanted what to send
   * @param plainUrl where a plain client would ask; empty if the order is without one
   * @param end when the run ends
   * @return whether the order differs from the one before
   */
  boolean obey(TrafficOrder wanted, Optional<URI> plainUrl, Instant end) {
    if (plain == null && plainUrl.isPresent()) {
      plain = new PlainTraffic(plainUrl.get(), service.settings().connection());
    }
    boolean changes = !wanted.equals(order);
    order = wanted;
    until = end;
    return changes;
  }

  boolean isRunning() {
    return order != null;
  }

  /** Sends the calls of one moment. Does not wait for them. One thread at a time may send. */
  void send() {
    TrafficOrder now = order;
    moments++;
    if (now == null || moments % oneOf() != 0) {
      return;
    }
    sendOwn();
    if (now.plain()) {
      plain.send();
    }
  }

  /** One of so many calls is sent: a fifth of them in the first second, then a fourth. */
  private long oneOf() {
    return Math.max(1, WARM_UP_SECONDS - Duration.between(since, Instant.now()).toSeconds());
  }

  private void sendOwn() {
    if (!places.tryAcquire()) {
      tally.skipped();
      return;
    }
    try {
      BoundedExchange.send(request, LONGEST_BODY, patience)
          .whenComplete((answer, failure) -> ended(failure == null ? answer.statusCode() : 0));
    } catch (RuntimeException | Error notSent) {
      ended(0);
      throw notSent;
    }
  }

  private void ended(int status) {
    places.release();
    tally.ended(status);
  }

  /** Sends no more calls. The counts stay, and those under way still count. */
  void end() {
    order = null;
    if (plain != null) {
      plain.close();
    }
  }

  /** The counts of the plain client; empty when it has not run. */
  Optional<CallTally.Counts> plainCounts() {
    return Optional.ofNullable(plain).map(PlainTraffic::counts);
  }

  /** What the callers have seen. */
  JsonObject summary() {
    CallTally.Counts counts = tally.now();
    return JSON.createObjectBuilder()
        .add("since", since.toString())
        .add("calls", counts.calls())
        .add("failed", counts.failed())
        .add("rescued", service.counts().rescued() - rescuedBefore)
        .build();
  }

  /** Adds what runs, and what came of it. */
  void show(JsonObjectBuilder json) {
    TrafficOrder now = order;
    if (now != null) {
      json.add("rate", now.rate()).add("until", until.toString()).add("withPlain", now.plain());
    }
    CallTally.Counts counts = tally.now();
    json.add("calls", counts.calls())
        .add("failed", counts.failed())
        .add("skipped", counts.skipped());
    PlainTraffic beside = plain;
    if (beside != null) {
      json.add("plain", show(beside));
    }
  }

  private JsonObjectBuilder show(PlainTraffic beside) {
    CallTally.Counts counts = beside.counts();
    JsonObjectBuilder answeredBy = JSON.createObjectBuilder();
    beside.answeredBy().forEach(answeredBy::add);
    JsonObjectBuilder json =
        JSON.createObjectBuilder()
            .add("url", beside.url().toString())
            .add("calls", counts.calls())
            .add("failed", counts.failed())
            .add("skipped", counts.skipped())
            .add("answeredBy", answeredBy);
    instance(beside.url()).ifPresent(address -> json.add("instance", address));
    return json;
  }

  /** The instance that an address leads to, unless there are several of its name. */
  private Optional<String> instance(URI url) {
    List<Instance> named =
        service.view().all().stream().filter(each -> isAt(each.endpoint(), url)).toList();
    return named.size() == 1 ? Optional.of(named.get(0).address()) : Optional.empty();
  }

  private static boolean isAt(Endpoint endpoint, URI url) {
    return endpoint.scheme().equals(url.getScheme())
        && endpoint.port() == url.getPort()
        && endpoint.name().equalsIgnoreCase(url.getHost());
  }
}
