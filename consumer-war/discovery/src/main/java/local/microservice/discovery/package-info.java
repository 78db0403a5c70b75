/**
 * Discovery and load balancing for every MicroProfile Rest Client of an application: a client with
 * the address {@code stork://SERVICE} calls whichever instance answers. Here is what an application
 * sees and what puts the parts together; {@link local.microservice.discovery.call.ServiceContract}
 * is the one bean that it may add.
 */
package local.microservice.discovery;
