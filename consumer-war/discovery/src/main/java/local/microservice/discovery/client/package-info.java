/** Connects a MicroProfile Rest Client to a call: its builder, its filters, its bodies. */
package local.microservice.discovery.client;
