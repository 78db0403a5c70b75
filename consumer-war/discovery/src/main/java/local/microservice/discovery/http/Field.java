package local.microservice.discovery.http;

/**
 * A header field of an answer.
 *
 * @param name its name, as it came
 * @param value its value; null for none
 */
public record Field(String name, String value) {}
