/**
 * An instance, its standing and what became of its calls; the judges that find a reason against it;
 * and the rotation of all instances of a service.
 */
package local.microservice.discovery.instance;
