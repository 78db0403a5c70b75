/**
 * The loop of one call: choose an instance, send, decide on a retry. Also the upkeep of a service.
 */
package local.microservice.discovery.call;
