/**
 * Discovery and load balancing for every MicroProfile Rest Client of an application. A client with
 * the address {@code stork://SERVICE} calls one of the service's instances. This package has what
 * an application uses, and connects the parts. An application may add one kind of bean: {@link
 * local.microservice.discovery.call.ServiceContract}.
 */
package local.microservice.discovery;
