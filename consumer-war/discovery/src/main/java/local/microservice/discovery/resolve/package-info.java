/**
 * From names to addresses. Each source works by itself, and keeps its last answer while it fails.
 */
package local.microservice.discovery.resolve;
