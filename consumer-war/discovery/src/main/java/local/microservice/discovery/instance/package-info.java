/**
 * An instance, its standing and the results of its calls; the judges that find a reason to eject
 * it; and the rotation of all instances of a service.
 */
package local.microservice.discovery.instance;
