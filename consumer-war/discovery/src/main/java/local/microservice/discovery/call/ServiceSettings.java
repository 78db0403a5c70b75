package local.microservice.discovery.call;

import local.microservice.discovery.http.ConnectionSettings;
import local.microservice.discovery.instance.EjectionSettings;
import local.microservice.discovery.resolve.ResolveSettings;
import local.microservice.discovery.zone.ZoneSettings;

/**
 * How one service is discovered and called.
 *
 * @param resolve how the addresses are found
 * @param connection the limits of the connections to one instance
 * @param ejection when an instance is taken out of rotation
 * @param call the limits of one call
 * @param zones how zones count
 */
public record ServiceSettings(
    ResolveSettings resolve,
    ConnectionSettings connection,
    EjectionSettings ejection,
    CallSettings call,
    ZoneSettings zones) {}
