package local.microservice.provider.data;

import jakarta.json.bind.annotation.JsonbPropertyOrder;

/**
 * The answer of {@code GET /data}.
 *
 * @param message a greeting
 * @param source the machine, container or pod that it comes from
 */
@JsonbPropertyOrder({"message", "source"})
public record Data(String message, String source) {}
