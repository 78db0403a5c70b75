package local.microservice.discovery.resolve;

/**
 * How a service's addresses are found.
 *
 * @param refreshMillis how often the addresses are resolved, in milliseconds
 * @param addressFamily which addresses of a name are used
 * @param source where the addresses come from
 */
public record ResolveSettings(
    long refreshMillis, AddressFamily addressFamily, SourceChoice source) {}
