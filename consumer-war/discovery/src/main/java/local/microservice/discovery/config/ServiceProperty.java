package local.microservice.discovery.config;

import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;

/**
 * A property of one service: {@code PREFIX.SERVICE.…}, with or without quotes around the service. A
 * service with a dot in its name usually has quotes.
 *
 * @param name the property's name as it is set
 * @param value the property's value
 */
public record ServiceProperty(String name, String value) {

  /**
   * Finds a property of one service.
   *
   * @param config the configuration
   * @param prefix the first part of the property's name
   * @param service the service's name
   * @param property the last part of the property's name
   * @return the property; empty when it is not set
   */
  public static Optional<ServiceProperty> find(
      Config config, String prefix, String service, String property) {
    return Stream.of(service, '"' + service + '"')
        .map(each -> prefix + "." + each + "." + property)
        .flatMap(
            name ->
                config.getOptionalValue(name, String.class).stream()
                    .map(value -> new ServiceProperty(name, value)))
        .findFirst();
  }
}
