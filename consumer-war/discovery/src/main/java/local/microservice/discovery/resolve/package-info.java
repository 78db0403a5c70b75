/** From names to addresses: each source by itself, and what is known while one fails. */
package local.microservice.discovery.resolve;
