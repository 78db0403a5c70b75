package local.microservice.discovery.http;

/**
 * A header field of an answer.
 *
 * @param name the name as received
 * @param value the value; null for none
 */
public record Field(String name, String value) {}
