package local.microservice.discovery.call;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import local.microservice.discovery.http.Endpoint;
import local.microservice.discovery.instance.Rotation;
import local.microservice.discovery.resolve.EndpointState;
import local.microservice.discovery.resolve.Resolved;
import local.microservice.discovery.resolve.Source;
import local.microservice.discovery.time.Clock;

/** Updates the rotation with the resolved addresses. Thread-safe; only one thread may refresh. */
final class Resolver {

  private final String service;
  private final Source source;
  private final Rotation rotation;
  private final Clock clock;
  private final ServiceListener listener;
  private final CountDownLatch first = new CountDownLatch(1);
  private volatile Resolution last;

  Resolver(
      String service, Source source, Rotation rotation, Clock clock, ServiceListener listener) {
    this.service = service;
    this.source = source;
    this.rotation = rotation;
    this.clock = clock;
    this.listener = listener;
  }

  /** The last resolution, or null before the first has ended. */
  Resolution last() {
    return last;
  }

  /** Takes over what the source knows of the instances. Blocks as long as the source does. */
  void refresh() {
    Resolved now = source.resolve();
    if (now.endpoints().isEmpty() && now.error() == null) {
      // The first lookups have not ended yet.
      return;
    }
    rotation.update(now);
    Resolution previous = last;
    String before = previous == null ? null : previous.error();
    String error = now.error();
    last =
        new Resolution(
            clock.now(), now.tookMillis(), error, now.source(), now.ownZone(), others(now));
    first.countDown();
    if (now.source().isNews(previous == null ? null : previous.source())) {
      listener.sourceChanged(service, now.source());
    }
    if (error != null && !error.equals(before)) {
      listener.resolutionFailed(service, rotation.view().all().size(), error);
    } else if (error == null && before != null) {
      listener.resolutionWorks(service);
    }
  }

  private Map<Endpoint, EndpointState> others(Resolved now) {
    if (now.states().isEmpty()) {
      return Map.of();
    }
    Map<Endpoint, EndpointState> others = new LinkedHashMap<>(now.states());
    rotation.view().known().forEach(each -> others.remove(each.endpoint()));
    return Collections.unmodifiableMap(others);
  }

  /**
   * Waits for the first resolution, good or bad. The limit protects against a name server that
   * hangs.
   */
  void awaitFirst(long millis) throws InterruptedException {
    first.await(millis, MILLISECONDS);
  }
}
