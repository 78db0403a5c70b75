package local.microservice.consumer.page;

import jakarta.json.bind.annotation.JsonbPropertyOrder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import local.microservice.discovery.show.DiscoveryView.ServiceView;

/**
 * What the page shows at one moment.
 *
 * @param consumer the machine, container or pod whose view this is
 * @param version its version
 * @param environment where it runs
 * @param at the moment, by its clock
 * @param faults whether it makes instances sick on request
 * @param breakers by service, the state of each circuit breaker before it that has had a call:
 *     {@code closed}, {@code open} or {@code halfOpen}
 * @param services each configured service
 */
@JsonbPropertyOrder({"consumer", "version", "environment", "at", "faults", "breakers", "services"})
public record Snapshot(
    String consumer,
    String version,
    String environment,
    Instant at,
    boolean faults,
    Map<String, List<String>> breakers,
    List<ServiceView> services) {}
