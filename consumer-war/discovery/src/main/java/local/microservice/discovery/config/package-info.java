/** Reads the settings of every part from MicroProfile Config. */
package local.microservice.discovery.config;
