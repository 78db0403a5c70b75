package local.microservice.consumer.fetch;

import jakarta.json.bind.annotation.JsonbPropertyOrder;

/**
 * The provider's data.
 *
 * @param message the greeting
 * @param source the provider's machine, container or pod
 */
@JsonbPropertyOrder({"message", "source"})
public record ProviderData(String message, String source) {}
