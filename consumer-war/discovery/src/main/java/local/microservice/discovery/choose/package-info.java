/** Choosing the instance of a call. */
package local.microservice.discovery.choose;
