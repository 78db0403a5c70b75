package local.microservice.discovery.call;

import java.time.Duration;
import java.util.List;
import local.microservice.discovery.http.Request;
import local.microservice.discovery.instance.Ejection;
import local.microservice.discovery.instance.Instance;
import local.microservice.discovery.resolve.SourceInForce;
import local.microservice.discovery.zone.Spread;

/**
 * Passes each event to several listeners, one after the other.
 *
 * @param all the listeners
 */
public record Listeners(List<ServiceListener> all) implements ServiceListener {

  @Override
  public void joined(String service, Instance instance) {
    all.forEach(each -> each.joined(service, instance));
  }

  @Override
  public void left(String service, Instance instance) {
    all.forEach(each -> each.left(service, instance));
  }

  @Override
  public void cameBack(String service, Instance instance) {
    all.forEach(each -> each.cameBack(service, instance));
  }

  @Override
  public void ejected(String service, Instance instance, Ejection ejection, boolean again) {
    all.forEach(each -> each.ejected(service, instance, ejection, again));
  }

  @Override
  public void readmitted(String service, Instance instance) {
    all.forEach(each -> each.readmitted(service, instance));
  }

  @Override
  public void rests(String service, Instance instance, Duration time) {
    all.forEach(each -> each.rests(service, instance, time));
  }

  @Override
  public void panicked(String service) {
    all.forEach(each -> each.panicked(service));
  }

  @Override
  public void resolutionFailed(String service, int known, String error) {
    all.forEach(each -> each.resolutionFailed(service, known, error));
  }

  @Override
  public void resolutionWorks(String service) {
    all.forEach(each -> each.resolutionWorks(service));
  }

  @Override
  public void sourceChanged(String service, SourceInForce source) {
    all.forEach(each -> each.sourceChanged(service, source));
  }

  @Override
  public void spillBegan(String service, String zone, Spread why) {
    all.forEach(each -> each.spillBegan(service, zone, why));
  }

  @Override
  public void spillEnded(String service, String zone) {
    all.forEach(each -> each.spillEnded(service, zone));
  }

  @Override
  public void evacuated(String service, String zone) {
    all.forEach(each -> each.evacuated(service, zone));
  }

  @Override
  public void evacuationEnded(String service, String zone) {
    all.forEach(each -> each.evacuationEnded(service, zone));
  }

  @Override
  public void attempted(Instance instance, Request request, Outcome outcome, long nanos) {
    all.forEach(each -> each.attempted(instance, request, outcome, nanos));
  }

  @Override
  public void secondPassed(BalancedService service) {
    all.forEach(each -> each.secondPassed(service));
  }
}
