package local.microservice.discovery.show;

import static java.util.concurrent.TimeUnit.SECONDS;

import jakarta.json.Json;
import jakarta.json.JsonBuilderFactory;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import local.microservice.discovery.call.ServiceListener;
import local.microservice.discovery.instance.Ejection;
import local.microservice.discovery.instance.Instance;
import local.microservice.discovery.resolve.SourceInForce;
import local.microservice.discovery.zone.Spread;

/**
 * Remembers the last events of all services, for whoever looks later. An application may add its
 * own. Thread-safe.
 */
public final class EventLog implements ServiceListener {

  /** The most events that are remembered. */
  public static final int MOST = 200;

  private static final JsonBuilderFactory JSON = Json.createBuilderFactory(Map.of());

  /**
   * An event.
   *
   * @param id a number that is unique in this process; a later event has a greater one
   * @param json {@code at}, {@code service}, {@code type}, {@code address} unless the event is of
   *     the whole service, and what this type tells
   */
  public record Event(long id, JsonObject json) {}

  /**
   * The last events; the answer of {@code GET /discovery/events}.
   *
   * @param events the events, newest first, at most {@link #MOST}
   */
  public record EventsView(List<JsonObject> events) {}

  private final Supplier<Instant> clock;
  private final Deque<Event> events = new ArrayDeque<>();
  private long last;

  /**
   * Makes an empty log.
   *
   * @param clock the time
   */
  public EventLog(Supplier<Instant> clock) {
    this.clock = clock;
  }

  /**
   * Adds an event.
   *
   * @param service the service's name
   * @param type what happened, in lower case with hyphens
   * @param details what is to be told besides
   */
  public void add(String service, String type, JsonObject details) {
    JsonObjectBuilder json =
        JSON.createObjectBuilder()
            .add("at", clock.get().truncatedTo(ChronoUnit.MILLIS).toString())
            .add("service", service)
            .add("type", type)
            .addAll(JSON.createObjectBuilder(details));
    add(json.build());
  }

  private synchronized void add(JsonObject json) {
    if (events.size() == MOST) {
      events.removeLast();
    }
    last++;
    events.addFirst(new Event(last, json));
  }

  /** {@return the last events, newest first, at most {@link #MOST}} */
  public synchronized List<Event> newest() {
    return List.copyOf(events);
  }

  /** {@return the last events, for display} */
  public EventsView view() {
    return new EventsView(newest().stream().map(Event::json).toList());
  }

  @Override
  public void joined(String service, Instance instance) {
    add(service, "joined", of(instance).build());
  }

  @Override
  public void left(String service, Instance instance) {
    add(service, "left", of(instance).build());
  }

  @Override
  public void cameBack(String service, Instance instance) {
    add(service, "came-back", of(instance).build());
  }

  @Override
  public void ejected(String service, Instance instance, Ejection ejection, boolean again) {
    if (LogLines.isKnown(ejection, again)) {
      return;
    }
    JsonObjectBuilder details = of(instance).add("seconds", seconds(ejection.lengthNanos()));
    if (again) {
      details.add("again", true);
    }
    add(service, "ejected", details.add("reason", ReasonJson.of(ejection.reason())).build());
  }

  @Override
  public void readmitted(String service, Instance instance) {
    add(service, "readmitted", of(instance).build());
  }

  @Override
  public void rests(String service, Instance instance, Duration time) {
    add(service, "rests", of(instance).add("seconds", seconds(time.toNanos())).build());
  }

  @Override
  public void panicked(String service) {
    add(service, "panicked", JsonObject.EMPTY_JSON_OBJECT);
  }

  @Override
  public void resolutionFailed(String service, int known, String error) {
    add(
        service,
        "resolution-failed",
        JSON.createObjectBuilder().add("known", known).add("text", error).build());
  }

  @Override
  public void resolutionWorks(String service) {
    add(service, "resolution-works", JsonObject.EMPTY_JSON_OBJECT);
  }

  @Override
  public void sourceChanged(String service, SourceInForce source) {
    JsonObjectBuilder details = JSON.createObjectBuilder().add("name", source.name());
    if (source.whyNoBetter() != null) {
      details.add("why", source.whyNoBetter());
    }
    add(service, "source-changed", details.build());
  }

  @Override
  public void spillBegan(String service, String zone, Spread why) {
    add(service, "spills-over", of(zone).add("why", why.text()).build());
  }

  @Override
  public void spillEnded(String service, String zone) {
    add(service, "stays-in-zone", of(zone).build());
  }

  @Override
  public void evacuated(String service, String zone) {
    add(service, "evacuated", of(zone).build());
  }

  @Override
  public void evacuationEnded(String service, String zone) {
    add(service, "evacuation-ended", of(zone).build());
  }

  private static JsonObjectBuilder of(String zone) {
    return JSON.createObjectBuilder().add("zone", zone);
  }

  private static JsonObjectBuilder of(Instance instance) {
    return JSON.createObjectBuilder().add("address", instance.address());
  }

  private static long seconds(long nanos) {
    return Math.max(1, Math.round((double) nanos / SECONDS.toNanos(1)));
  }
}
