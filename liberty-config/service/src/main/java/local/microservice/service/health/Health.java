package local.microservice.service.health;

/**
 * The answer of {@code GET /health}.
 *
 * @param status {@code healthy} or {@code unhealthy}
 */
public record Health(String status) {}
