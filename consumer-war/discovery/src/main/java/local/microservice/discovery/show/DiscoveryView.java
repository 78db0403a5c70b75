package local.microservice.discovery.show;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.bind.annotation.JsonbPropertyOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import local.microservice.discovery.call.BalancedService;
import local.microservice.discovery.call.Resolution;
import local.microservice.discovery.instance.CallHistory;
import local.microservice.discovery.instance.Instance;
import local.microservice.discovery.instance.Outcomes;
import local.microservice.discovery.instance.RotationView;
import local.microservice.discovery.instance.Standing;

/**
 * What this consumer knows of the services that it calls; the answer of {@code GET /discovery}.
 *
 * @param services each configured service
 */
public record DiscoveryView(List<ServiceView> services) {

  /**
   * One service.
   *
   * @param service the service's name
   * @param strategy the name of the load balancer
   * @param panic whether every instance is ejected, so that all are used
   * @param resolution the last resolution; null before the first
   * @param source where the addresses come from, since when, and why not from a better source; null
   *     if there is only one source
   * @param zones where calls go by zones, as {@link ZonesJson} shows it; null if no zone is known
   * @param calls calls since the start
   * @param retries retries since the start
   * @param retryBudgetLeft how many retries the budget allows now
   * @param instances the service's instances
   * @param others the known endpoints that are no instances, most of them not ready yet; null for
   *     none
   */
  @JsonbPropertyOrder({
    "service",
    "strategy",
    "panic",
    "resolution",
    "source",
    "zones",
    "calls",
    "retries",
    "retryBudgetLeft",
    "instances",
    "others"
  })
  public record ServiceView(
      String service,
      String strategy,
      boolean panic,
      ResolutionView resolution,
      JsonObject source,
      JsonObject zones,
      long calls,
      long retries,
      long retryBudgetLeft,
      List<InstanceView> instances,
      List<JsonObject> others) {}

  /**
   * A resolution of a service's addresses.
   *
   * @param at when the resolution ended
   * @param tookMillis how long its slowest lookup took, in milliseconds
   * @param error why the resolution failed, so that the instances stay as before; null for no
   *     failure
   */
  @JsonbPropertyOrder({"at", "tookMillis", "error"})
  public record ResolutionView(Instant at, long tookMillis, String error) {}

  /**
   * One instance.
   *
   * @param address the instance's address
   * @param state {@code in-rotation}, {@code ejected}, {@code on-trial} or {@code leaving}
   * @param ejection why and how long the instance is ejected; null if it is not
   * @param restsUntil until when the instance has no new calls while there are others, as it
   *     answered "not now"; null if it does not rest
   * @param endpoint what the cluster says of the instance; null when nothing is known
   * @param calls calls since the instance joined
   * @param failures failed calls since the instance joined
   * @param share the instance's share of the service's calls of the last minute, 0 to 1
   * @param inFlight calls under way
   * @param connections open connections to the instance
   * @param p50Millis median latency of the good answers of the last minute, in milliseconds; 0 for
   *     none
   * @param p99Millis 99th percentile of the same latency, in milliseconds; 0 for none
   * @param lastError the last failure; null for none
   */
  @JsonbPropertyOrder({
    "address",
    "state",
    "ejection",
    "restsUntil",
    "endpoint",
    "calls",
    "failures",
    "share",
    "inFlight",
    "connections",
    "p50Millis",
    "p99Millis",
    "lastError"
  })
  public record InstanceView(
      String address,
      String state,
      EjectionView ejection,
      Instant restsUntil,
      JsonObject endpoint,
      long calls,
      long failures,
      double share,
      int inFlight,
      int connections,
      double p50Millis,
      double p99Millis,
      ErrorView lastError) {}

  /**
   * An ejection.
   *
   * @param until when the ejection ends; the next call after that is the instance's trial
   * @param reason why the instance is ejected
   */
  @JsonbPropertyOrder({"until", "reason"})
  public record EjectionView(Instant until, String reason) {}

  /**
   * A failed call.
   *
   * @param at when the call failed
   * @param error the failure in words
   */
  @JsonbPropertyOrder({"at", "error"})
  public record ErrorView(Instant at, String error) {}

  /**
   * Shows services.
   *
   * @param services the services to show
   * @return their current state
   */
  public static DiscoveryView of(List<BalancedService> services) {
    return new DiscoveryView(services.stream().map(DiscoveryView::of).toList());
  }

  private static ServiceView of(BalancedService service) {
    RotationView now = service.view();
    Resolution last = service.resolution();
    return new ServiceView(
        service.name(),
        service.strategy(),
        now.panic(),
        last == null ? null : new ResolutionView(last.at(), last.tookMillis(), last.error()),
        EndpointJson.source(last).orElse(null),
        ZonesJson.of(service).orElse(null),
        service.counts().calls(),
        service.counts().retries(),
        service.retryBudgetLeft(),
        instances(now),
        others(last));
  }

  private static List<JsonObject> others(Resolution last) {
    List<JsonObject> others = new ArrayList<>();
    EndpointJson.others(last)
        .forEach(
            (address, state) ->
                others.add(Json.createObjectBuilder(state).add("address", address).build()));
    return others.isEmpty() ? null : others;
  }

  private static List<InstanceView> instances(RotationView now) {
    record Measured(Instance instance, Outcomes.Summary minute) {}
    List<Measured> all =
        now.known().stream()
            .map(each -> new Measured(each, each.history().outcomes().lastMinute()))
            .toList();
    long calls = all.stream().mapToLong(each -> each.minute.calls()).sum();
    return all.stream()
        .map(each -> of(each.instance, each.minute, calls == 0 ? 1 : calls))
        .toList();
  }

  private static InstanceView of(Instance instance, Outcomes.Summary minute, long callsOfAll) {
    CallHistory.Failure failure = instance.history().lastFailure();
    Standing standing = instance.standing();
    return new InstanceView(
        instance.address(),
        standing.text(),
        standing
            .ejection()
            .map(ejection -> new EjectionView(ejection.until(), ejection.reason().text()))
            .orElse(null),
        instance.restsUntil(),
        EndpointJson.of(instance).orElse(null),
        instance.history().calls(),
        instance.history().failures(),
        (double) minute.calls() / callsOfAll,
        instance.inFlight(),
        instance.connections().open(),
        minute.p50Millis(),
        minute.p99Millis(),
        failure == null ? null : new ErrorView(failure.at(), failure.error().text()));
  }
}
