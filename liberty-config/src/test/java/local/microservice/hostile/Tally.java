package local.microservice.hostile;

import java.util.concurrent.atomic.AtomicInteger;

/** Counts the modes, the requests and the answers with 5xx of an attack. */
final class Tally {

  private final String what;
  private final AtomicInteger modes = new AtomicInteger();
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicInteger errors = new AtomicInteger();

  Tally(String what) {
    this.what = what;
  }

  void mode() {
    modes.incrementAndGet();
  }

  void answered(int status) {
    requests.incrementAndGet();
    if (status >= 500) {
      errors.incrementAndGet();
    }
  }

  @Override
  public String toString() {
    return "%s: %s modes, %s requests, %s answers 5xx".formatted(what, modes, requests, errors);
  }
}
