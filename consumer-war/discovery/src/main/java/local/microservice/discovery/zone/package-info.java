/** Which instances calls may go to, by their zones. */
package local.microservice.discovery.zone;
