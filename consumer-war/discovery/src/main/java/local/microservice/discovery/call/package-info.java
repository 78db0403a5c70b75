/** The loop of one call: choose, send, may it be repeated? Again. And the upkeep of the service. */
package local.microservice.discovery.call;
