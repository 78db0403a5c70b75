package local.microservice.discovery.show;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import local.microservice.discovery.call.Outcome;
import local.microservice.discovery.call.ServiceListener;
import local.microservice.discovery.http.Request;
import local.microservice.discovery.instance.Ejection;
import local.microservice.discovery.instance.Instance;
import local.microservice.discovery.resolve.SourceInForce;
import local.microservice.discovery.zone.Spread;

/** Logs the events of services. */
final class LogLines implements ServiceListener {

  private static final Logger LOG = System.getLogger("local.microservice.discovery");

  @Override
  public void joined(String service, Instance instance) {
    log(Level.INFO, instance, "{0}: {1} joins", service, instance);
  }

  @Override
  public void left(String service, Instance instance) {
    log(Level.INFO, instance, "{0}: {1} leaves", service, instance);
  }

  @Override
  public void cameBack(String service, Instance instance) {
    log(Level.INFO, instance, "{0}: {1} is back", service, instance);
  }

  @Override
  public void ejected(String service, Instance instance, Ejection ejection, boolean again) {
    log(
        isKnown(ejection, again) ? Level.DEBUG : Level.INFO,
        instance,
        "{0}: {1} ejected for {2} ms: {3}",
        service,
        instance,
        NANOSECONDS.toMillis(ejection.lengthNanos()),
        ejection.reason().text());
  }

  /** A starting instance fails a trial every second. Its first ejection says it. */
  static boolean isKnown(Ejection ejection, boolean again) {
    return again && !ejection.reason().countsForBackOff();
  }

  @Override
  public void readmitted(String service, Instance instance) {
    log(Level.INFO, instance, "{0}: {1} is in rotation again", service, instance);
  }

  @Override
  public void rests(String service, Instance instance, Duration time) {
    log(
        Level.INFO,
        instance,
        "{0}: {1} takes no more calls for {2} s, as it says",
        service,
        instance,
        time.toSeconds());
  }

  @Override
  public void panicked(String service) {
    LOG.log(Level.WARNING, "{0}: every instance is ejected, so all are used", service);
  }

  @Override
  public void resolutionFailed(String service, int known, String error) {
    LOG.log(
        Level.WARNING,
        "{0}: resolution fails, so the {1} instances that are known stay: {2}",
        service,
        known,
        error);
  }

  @Override
  public void resolutionWorks(String service) {
    LOG.log(Level.INFO, "{0}: resolution works again", service);
  }

  @Override
  public void sourceChanged(String service, SourceInForce source) {
    if (source.whyNoBetter() == null) {
      LOG.log(Level.INFO, "{0}: the addresses come from {1}", service, source.name());
    } else {
      boolean some = source.name().equals(SourceInForce.ENDPOINT_SLICES);
      LOG.log(
          Level.WARNING,
          "{0}: the addresses come from {1}{2}, as {3}",
          service,
          source.name(),
          some ? ", but not all" : "",
          source.whyNoBetter());
    }
  }

  @Override
  public void spillBegan(String service, String zone, Spread why) {
    LOG.log(Level.INFO, "{0}: calls leave zone {1}: {2}", service, zone, why.words());
  }

  @Override
  public void spillEnded(String service, String zone) {
    LOG.log(Level.INFO, "{0}: calls stay in zone {1} again", service, zone);
  }

  @Override
  public void evacuated(String service, String zone) {
    LOG.log(Level.WARNING, "{0}: zone {1} is evacuated", service, zone);
  }

  @Override
  public void evacuationEnded(String service, String zone) {
    LOG.log(Level.INFO, "{0}: the evacuation of zone {1} is over", service, zone);
  }

  @Override
  public void attempted(Instance instance, Request request, Outcome outcome, long nanos) {
    if (LOG.isLoggable(Level.DEBUG)) {
      log(
          Level.DEBUG,
          instance,
          "{0} {1}{2}: {3} in {4} ms",
          request.method(),
          instance,
          request.path(),
          outcome.failure() == null ? Integer.toString(outcome.answer().status()) : outcome.text(),
          NANOSECONDS.toMillis(nanos));
    }
  }

  private static void log(Level level, Instance instance, String format, Object... values) {
    if (LOG.isLoggable(level)) {
      LogContext.OF_RUNTIME.with(instance.address(), () -> LOG.log(level, format, values));
    }
  }
}
