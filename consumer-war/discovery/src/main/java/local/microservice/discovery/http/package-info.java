/**
 * One exchange with one instance over a kept-alive connection. Only this package uses the HTTP
 * client.
 */
package local.microservice.discovery.http;
