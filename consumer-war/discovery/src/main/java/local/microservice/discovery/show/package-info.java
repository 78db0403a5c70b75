/**
 * What people and tools see: the view, log lines, metrics and traces. Only this package uses
 * OpenTelemetry, MicroProfile Metrics and Liberty.
 */
package local.microservice.discovery.show;
