/** Reads the settings of all parts from MicroProfile Config. */
package local.microservice.discovery.config;
