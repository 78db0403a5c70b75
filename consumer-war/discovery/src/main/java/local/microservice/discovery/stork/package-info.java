/**
 * Connects Stork and this library: Stork's strategies and discoveries work here, and this library's
 * work in Stork. Only this package uses Stork.
 */
package local.microservice.discovery.stork;
