package local.microservice.consumer.fetch;

import jakarta.json.bind.annotation.JsonbPropertyOrder;

/**
 * What the provider sends, in this service's own words.
 *
 * @param message the greeting
 * @param source the provider's machine, container or pod
 */
@JsonbPropertyOrder({"message", "source"})
public record ProviderData(String message, String source) {}
