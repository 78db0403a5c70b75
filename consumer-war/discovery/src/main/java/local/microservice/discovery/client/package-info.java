/** Between a MicroProfile Rest Client and a call: its builder, its filters, its bodies. */
package local.microservice.discovery.client;
