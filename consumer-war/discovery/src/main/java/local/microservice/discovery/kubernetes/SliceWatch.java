package local.microservice.discovery.kubernetes;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import local.microservice.discovery.http.StreamedGet;
import local.microservice.discovery.time.Background;
import local.microservice.discovery.time.Clock;

/**
 * Lists and watches the slices of one Service in a thread of its own. Each slice is kept by its
 * name, so that an event changes one. Thread-safe.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes">
 *     LIST, WATCH, bookmarks and 410</a>
 */
final class SliceWatch implements AutoCloseable {

  /** A page of slices of the usual size, 100 endpoints, has less than a megabyte. */
  private static final int PAGE = 20;

  private static final int MOST_PAGES = 100;
  private static final int MOST_SLICES = 2_000;
  private static final int MOST_ENDPOINTS = 10_000;

  /**
   * What is known.
   *
   * @param slices the slices; null before the first list
   * @param health whether they are up to date
   * @param tookMillis how long the last list took, in milliseconds
   */
  record State(KnownSlices slices, WatchHealth.View health, long tookMillis) {}

  private final Supplier<? extends RandomGenerator> random;
  private final String selector;
  private final Requests requests;
  private final OwnZone zone;
  private final Pace pace;
  private final Clock clock;
  private final Runnable changed;
  private final Background.Worker worker;
  private final WatchHealth health;
  private Map<String, Slice> slices;
  private String version;
  private long tookMillis;
  private volatile State state;
  private volatile boolean closed;

  /**
   * Begins to list and to watch.
   *
   * @param service the Service's name
   * @param changed runs when the state has changed
   */
  SliceWatch(
      String service,
      ApiServer api,
      OwnZone zone,
      Pace pace,
      Clock clock,
      Supplier<? extends RandomGenerator> random,
      Runnable changed,
      Background background) {
    this.zone = zone;
    this.pace = pace;
    this.clock = clock;
    this.random = random;
    this.changed = changed;
    selector = "labelSelector=" + Requests.encoded("kubernetes.io/service-name=" + service);
    requests = new Requests(api, pace, clock);
    health = new WatchHealth(pace, clock, random);
    state = new State(null, health.view(), 0);
    worker = background.worker("discovery-watch-" + service);
    worker.every(pace.turnMillis(), this::turn);
  }

  /** What is known at present. Ends a request that is over its time. */
  State state() {
    requests.endWhenLate();
    return state;
  }

  /** Lists if needed, and watches until the watch ends; does nothing during a pause. */
  private void turn() {
    if (closed || !health.isDue()) {
      return;
    }
    Throwable failure = null;
    try {
      if (version == null) {
        list();
      }
      zone.look(requests, true);
      watch();
    } catch (IOException | RuntimeException | Error any) {
      // The scheduler silently cancels a task that throws.
      failure = any;
    }
    if (!closed) {
      if (health.ended(failure)) {
        version = null;
      }
      publish();
    }
  }

  private void list() throws IOException {
    long begin = clock.nanos();
    Map<String, Slice> found = new TreeMap<>();
    SliceList page = new SliceList(null, "");
    for (int pages = 0; page.more() != null; pages++) {
      if (pages == MOST_PAGES) {
        throw tooMany();
      }
      String more = pages == 0 ? "" : "&continue=" + Requests.encoded(page.more());
      page =
          requests.list(
              selector + "&limit=" + PAGE + more,
              slice -> {
                found.put(slice.name(), slice);
                check(found);
                return true;
              });
    }
    if (page.version() == null) {
      throw new ApiFailure(ApiFailure.Kind.NONSENSE, "the API server's list has no version");
    }
    slices = found;
    version = page.version();
    tookMillis = NANOSECONDS.toMillis(clock.nanos() - begin);
    publish();
  }

  private static void check(Map<String, Slice> slices) throws ApiFailure {
    int endpoints = slices.values().stream().mapToInt(each -> each.members().size()).sum();
    if (slices.size() > MOST_SLICES || endpoints > MOST_ENDPOINTS) {
      throw tooMany();
    }
  }

  private static ApiFailure tooMany() {
    return new ApiFailure(
        ApiFailure.Kind.NONSENSE,
        "the API server has more than "
            + MOST_ENDPOINTS
            + " endpoints or "
            + MOST_SLICES
            + " slices");
  }

  private void watch() throws IOException {
    int seconds = pace.drawWatchSeconds(random.get());
    String query =
        "%s&watch=1&allowWatchBookmarks=true&timeoutSeconds=%d&resourceVersion=%s"
            .formatted(selector, seconds, Requests.encoded(version));
    try (StreamedGet watch = requests.watch(query)) {
      EventLines events = new EventLines(watch, clock, pace.silenceMillis(), seconds);
      health.begins();
      publish();
      for (JsonObject next = events.next(); next != null; next = events.next()) {
        take(next);
        health.sawEvent();
        publish();
        zone.look(requests, false);
      }
    }
  }

  private void take(JsonObject event) throws IOException {
    String type = String.valueOf(Slice.text(event, "type"));
    JsonObject object = Slice.object(event, "object");
    if (type.equals("ERROR")) {
      throw error(object);
    }
    String next = Slice.text(Slice.object(object, "metadata"), "resourceVersion");
    if (!"EndpointSlice".equals(Slice.text(object, "kind")) || next == null) {
      throw new ApiFailure(ApiFailure.Kind.NONSENSE, "an event of the API server is of no slice");
    }
    switch (type) {
      case "ADDED", "MODIFIED" -> {
        Slice slice = Slice.of(object);
        slices.put(slice.name(), slice);
        check(slices);
      }
      case "DELETED" -> slices.remove(Slice.of(object).name());
      case "BOOKMARK" -> {
        // Only the version is news.
      }
      default ->
          throw new ApiFailure(ApiFailure.Kind.NONSENSE, "the API server has an unknown event");
    }
    version = next;
  }

  private static ApiFailure error(JsonObject status) {
    JsonValue code = status.get("code");
    boolean gone = code != null && code.toString().equals("410");
    return new ApiFailure(
        gone ? ApiFailure.Kind.GONE : ApiFailure.Kind.REFUSED,
        "the API server ends the watch: " + Slice.name(status, "reason"));
  }

  private void publish() {
    KnownSlices united = slices == null ? null : KnownSlices.of(slices.values());
    state = new State(united, health.view(), tookMillis);
    changed.run();
  }

  @Override
  public void close() {
    closed = true;
    worker.close();
    requests.close();
  }
}
