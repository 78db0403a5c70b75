package local.microservice.discovery.kubernetes;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import local.microservice.discovery.time.Clock;

/**
 * The zone of this process. Any slice of the namespace that has this pod tells it, so no right on
 * nodes is needed; but a Service must select this pod. Thread-safe.
 */
final class OwnZone {

  private static final Logger LOG = System.getLogger(OwnZone.class.getName());

  /** As many slices as kubectl asks for at a time. */
  private static final int PAGE = 500;

  private static final int MOST_PAGES = 20;

  private final String pod;
  private final Pace pace;
  private final Clock clock;
  private volatile String zone;
  private boolean isListed;
  private volatile int pages = 1;
  private boolean hasLooked;
  private long lookedNanos;

  /**
   * Makes a zone that is not known yet.
   *
   * @param pod the name of this pod; empty when unknown
   * @param configured the zone that is set; empty for none
   */
  OwnZone(String pod, String configured, Pace pace, Clock clock) {
    this.pod = pod;
    this.pace = pace;
    this.clock = clock;
    zone = configured.isEmpty() ? null : configured;
  }

  /** The zone; null when unknown. */
  String now() {
    return zone;
  }

  /**
   * Looks for this pod if that is due: until it is found, at most once in the pace's time; then
   * only if it had no zone, and the watch has begun anew. A failure changes nothing.
   */
  void look(Requests requests, boolean watchBeginsAnew) {
    if (!isDue(watchBeginsAnew)) {
      return;
    }
    try {
      String more = "";
      for (int page = 1; page <= MOST_PAGES && more != null; page++) {
        pages = page;
        more = requests.list("limit=" + PAGE + more, this::isNotIn).more();
        more = more == null ? null : "&continue=" + Requests.encoded(more);
      }
    } catch (IOException | RuntimeException | Error failure) {
      LOG.log(Level.DEBUG, "the own zone is not found", failure);
    }
  }

  private synchronized boolean isDue(boolean watchBeginsAnew) {
    long now = clock.nanos();
    // Each page is a request.
    long pauseNanos = MILLISECONDS.toNanos(pace.zoneMillis()) * pages;
    boolean early = hasLooked && now - lookedNanos < pauseNanos;
    if (zone != null || pod.isEmpty() || early || isListed && !watchBeginsAnew) {
      return false;
    }
    hasLooked = true;
    lookedNanos = now;
    return true;
  }

  private synchronized boolean isNotIn(Slice slice) {
    for (Slice.Member each : slice.members()) {
      if (pod.equals(each.pod())) {
        isListed = true;
        zone = each.state().zone();
        return false;
      }
    }
    return true;
  }
}
