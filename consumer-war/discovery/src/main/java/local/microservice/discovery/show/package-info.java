/**
 * What people and their tools see: the view, log lines, metrics and traces. Nobody else knows
 * OpenTelemetry, MicroProfile Metrics or Liberty.
 */
package local.microservice.discovery.show;
