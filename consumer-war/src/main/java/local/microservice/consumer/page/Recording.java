package local.microservice.consumer.page;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import local.microservice.consumer.page.traffic.Traffic;
import local.microservice.discovery.Discovery;

/** The last two minutes at most, a moment a second. Thread-safe. */
@ApplicationScoped
class Recording {

  /** Two minutes, with the moment at their beginning. */
  static final int MOST = 121;

  /**
   * The most figures of instances in all moments, some megabytes: two minutes of 500 instances. The
   * more instances there are beyond that, the shorter is what is kept.
   */
  static final int MOST_FIGURES = MOST * 500;

  @Inject Discovery discovery;

  @Inject CircuitBreakers breakers;

  @Inject Traffic traffic;

  private final Deque<Moment> moments = new ArrayDeque<>();
  private int figures;

  /** Records this moment. To be called once a second. */
  void record() {
    Map<String, Long> refused = breakers.refused();
    Map<String, Moment.OfService> services = new TreeMap<>();
    discovery
        .services()
        .forEach(
            service ->
                services.put(
                    service.name(),
                    Moment.OfService.of(
                        service,
                        refused.getOrDefault(service.name(), 0L),
                        traffic.plain(service.name()))));
    add(new Moment(Instant.now().truncatedTo(ChronoUnit.MILLIS), services));
  }

  /** Adds a moment, and forgets as many old ones as needed. */
  synchronized void add(Moment moment) {
    moments.addLast(moment);
    figures += moment.figures();
    while (moments.size() > MOST || moments.size() > 1 && figures > MOST_FIGURES) {
      figures -= moments.removeFirst().figures();
    }
  }

  /** The moments, the newest last; at least one. */
  List<Moment> moments() {
    if (isEmpty()) {
      record();
    }
    synchronized (this) {
      return List.copyOf(moments);
    }
  }

  /** The moment that was recorded last. */
  Moment last() {
    List<Moment> all = moments();
    return all.get(all.size() - 1);
  }

  private synchronized boolean isEmpty() {
    return moments.isEmpty();
  }
}
