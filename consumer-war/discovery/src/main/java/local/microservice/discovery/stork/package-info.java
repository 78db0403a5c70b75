/**
 * Where Stork and this library meet: its strategies and discoveries, and ours among them. Nobody
 * else knows Stork.
 */
package local.microservice.discovery.stork;
