package local.microservice.consumer.fetch;

import jakarta.json.bind.annotation.JsonbPropertyOrder;
import java.time.Instant;

/**
 * The answer of {@code GET /fetch}.
 *
 * @param status {@code success}
 * @param data what the provider sent
 * @param time when the data was fetched, in UTC, to the second (RFC 3339)
 * @param version the version of this service
 */
@JsonbPropertyOrder({"status", "data", "time", "version"})
public record Fetched(String status, ProviderData data, Instant time, String version) {}
