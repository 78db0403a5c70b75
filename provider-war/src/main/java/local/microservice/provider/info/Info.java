package local.microservice.provider.info;

import jakarta.json.bind.annotation.JsonbProperty;
import jakarta.json.bind.annotation.JsonbPropertyOrder;

/**
 * The answer of {@code GET /info}: the instance that answers.
 *
 * @param serviceName the name of the service
 * @param host the machine, container or pod
 * @param port the port that the request came in on
 * @param version the version of the service
 */
@JsonbPropertyOrder({"serviceName", "host", "port", "version"})
public record Info(
    @JsonbProperty("service_name") String serviceName, String host, String port, String version) {}
