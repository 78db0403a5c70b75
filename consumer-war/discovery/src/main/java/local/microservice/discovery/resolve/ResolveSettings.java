package local.microservice.discovery.resolve;

/**
 * How a service's addresses are found.
 *
 * @param refreshMillis how often they are resolved, in milliseconds
 * @param addressFamily which addresses of a name count
 */
public record ResolveSettings(long refreshMillis, AddressFamily addressFamily) {}
