package local.microservice.consumer.page;

import jakarta.json.bind.annotation.JsonbPropertyOrder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import local.microservice.discovery.show.DiscoveryView.ServiceView;

/**
 * What the page shows at one moment.
 *
 * @param consumer the machine, container or pod of this consumer
 * @param version the version of this consumer
 * @param environment the environment that this consumer runs in
 * @param at the moment, by this consumer's clock
 * @param faults whether this consumer makes instances sick on request
 * @param breakers by service, the states of its circuit breakers that have had a call: {@code
 *     closed}, {@code open} or {@code halfOpen}
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
