/**
 * One exchange with one instance over a kept-alive connection. Nobody else knows the HTTP client.
 */
package local.microservice.discovery.http;
