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

/** The last two minutes, a moment a second. Thread-safe. */
@ApplicationScoped
class Recording {

  /** Two minutes, with the moment at their beginning. */
  static final int MOST = 121;

  @Inject Discovery discovery;

  @Inject Traffic traffic;

  private final Deque<Moment> moments = new ArrayDeque<>();

  /** Records this moment. To be called once a second. */
  void record() {
    Map<String, Moment.OfService> services = new TreeMap<>();
    discovery
        .services()
        .forEach(
            service ->
                services.put(
                    service.name(), Moment.OfService.of(service, traffic.plain(service.name()))));
    add(new Moment(Instant.now().truncatedTo(ChronoUnit.MILLIS), services));
  }

  private synchronized void add(Moment moment) {
    if (moments.size() == MOST) {
      moments.removeFirst();
    }
    moments.addLast(moment);
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
